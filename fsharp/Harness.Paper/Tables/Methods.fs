/// Names and order of the methods in tables and legends. A name is a method as configurations spell it, followed by the options in
/// which runs of that method differ: `mixphm`, `mixphm red_w=0`, `routing_lora routing=element_mul`.
module Harness.Paper.Tables.Methods

open System
open System.Globalization

/// (name in configurations, name in tables), in table order: full finetuning, the methods by size of what they add, baselines.
let private known =
    [ "full", "Full finetuning"
      "bitfit", "BitFit"
      "lora", "LoRA"
      "compacter", "Compacter"
      "houlsby", "Houlsby"
      "pfeiffer", "Pfeiffer"
      "adamix", "AdaMix"
      "mixphm", "MixPHM"
      "routing_lora", "LoRA"
      "routing_adapter", "Adapter"
      "vl_adapter", "VL-Adapter"
      "zero_shot", "Zero-shot (backbone alone)"
      "blind", "Blind (question only)"
      "majority", "Majority answer" ]

/// What a variant is called where its options alone would not say it, in table order.
let private variants =
    [ "routing=none", "no routing"
      "routing=element_mul", "x_t ∘ x_v"
      "routing=element_add", "x_t + x_v"
      "routing=vllora", "x_t x_vᵀ x_v"
      "routing=element_mul_expand", "x_t x″_v"
      "routing=add_relu", "ReLU(x_t) ReLU(x_v)ᵀ x_v"
      "routing=multiply_ones", "x_t x_vᵀ 1"
      "routing_source=picture", "x_v the picture"
      "routing_source=noise", "x_v noise"
      "routing_source=ones", "x_v ones"
      "split_type=none", "one projection"
      "split_type=split", "own projections"
      "split_type=split_attn", "cross-attention"
      "merge_type=before_b", "in the bottleneck"
      "merge_type=after_b", "after the up-projection"
      "target_sites=after_self_attention", "after attention"
      "target_sites=after_feed_forward", "after the feed-forward part"
      "red_w=0.2 use_adapter_r2loss=false use_consistency_loss=false using_mi_loss=true", "no regulariser"
      "red_w=0.2 use_adapter_r2loss=false use_consistency_loss=true using_mi_loss=true", "consistency"
      "red_w=0.2 use_adapter_r2loss=true use_consistency_loss=false using_mi_loss=false", "term I"
      "red_w=0 use_adapter_r2loss=true use_consistency_loss=false using_mi_loss=true", "term II"
      "red_w=0.2 use_adapter_r2loss=true use_consistency_loss=false using_mi_loss=true", "both terms"
      "inference_level=0", "an expert a token"
      "inference_level=1", "an expert a sentence"
      "inference_level=2", "mean of outputs"
      "inference_level=3", "mean of weights"
      "factorized_phm=false shared_phm_rule=false sharing_down=false", "Kronecker products"
      "factorized_phm=true shared_phm_rule=false sharing_down=false", "+ low-rank factors"
      "factorized_phm=true shared_phm_rule=true sharing_down=false", "+ shared slow weights"
      "factorized_phm=true shared_phm_rule=false sharing_down=true", "+ shared down projection, own slow weights"
      "factorized_phm=true shared_phm_rule=true sharing_down=true", "+ both shared (MixPHM)"
      "adapter_dropout=0.5 phm_init_range=0.01", "scale 0.01, dropout 0.5 (the authors')"
      "adapter_dropout=0.1 phm_init_range=0.01", "scale 0.01, dropout 0.1"
      "adapter_dropout=0.5 phm_init_range=0.15", "scale 0.15, dropout 0.5"
      "adapter_dropout=0.1 phm_init_range=0.15", "scale 0.15, dropout 0.1 (used here)" ]

/// VL-Adapter's modules at the sizes of the small backbone, with each function.
let private modules =
    [ for spelt, title in
          [ "module=adapter r=12", "single adapter"
            "module=compacter r=12", "single Compacter"
            "module=lora r=16", "single LoRA" ] do
          for f, symbol in variants |> List.take 5 -> $"{spelt} {f}", $"{title}, {symbol}" ]

let private titled = variants @ modules

/// What an option is called that has a number; several, where they have the same.
let private measured =
    [ [ "lora_alpha"; "r" ], "rank"
      [ "r" ], "rank"
      [ "phm_rank" ], "rank"
      [ "num_experts" ], "experts"
      [ "hypercomplex_division" ], "n ="
      [ "reduction_factor" ], "reduction"
      [ "align_w"; "red_w" ], "α ="
      [ "lr" ], "learning rate"
      [ "adapter_dropout" ], "dropout"
      [ "phm_init_range" ], "initial scale" ]

/// The title of options that all have the same number.
let private measure (words: string list) =
    match words |> List.map (fun word -> word.Split '=') with
    | [| _; number |] :: _ as pairs when pairs |> List.forall (fun pair -> pair.Length = 2 && pair[1] = number) ->
        measured
        |> List.tryFind (fun (keys, _) -> keys = List.map Array.head pairs)
        |> Option.map (fun (_, title) -> $"{title} {number}")
    | _ -> None

/// The backbone alone, question-only and majority: they show what a score means, and compete with nobody.
let baselines = [ "zero_shot"; "blind"; "majority" ]

let private parts (name: string) =
    match name.IndexOf ' ' with
    | -1 -> name, ""
    | i -> name[.. i - 1], name[i + 1 ..]

let isBaseline name = List.contains (fst (parts name)) baselines

/// What a variant is called: a name for its options, or for each of them, or the options as they are spelled.
let variantTitle (variant: string) =
    let named words =
        titled
        |> List.tryFind (fst >> (=) words)
        |> Option.map snd
        |> Option.orElseWith (fun () -> measure (List.ofArray (words.Split ' ')))
    let each = variant.Split ' ' |> Array.map named
    match named variant with
    | Some name -> name
    | None when each |> Array.forall Option.isSome -> each |> Array.choose id |> String.concat ", "
    | None -> variant

let title name =
    let method, variant = parts name
    let main = known |> List.tryFind (fst >> (=) method) |> Option.map snd |> Option.defaultValue method
    if variant = "" then main else $"{main}, {variantTitle variant}"

/// For sorting: the words of a name, numbers by their value, so that 12 comes after 2.
let words (name: string) =
    [ for word in name.Split([| ' '; '=' |]) ->
          match Double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture) with
          | true, number -> Choice2Of2 number
          | _ -> Choice1Of2 word ]

/// Position in a table; a method that is not listed comes after the known ones, before the baselines, by name.
let order name =
    let method, variant = parts name
    let place = known |> List.tryFindIndex (fst >> (=) method)
    let positionOf words = titled |> List.tryFindIndex (fst >> (=) words)
    let inner =
        match positionOf variant with
        | Some i -> [ i ]
        | None -> [ for word in variant.Split ' ' -> positionOf word |> Option.defaultValue titled.Length ]
    match place with
    | Some i when isBaseline method -> 2, i, inner, words name, name
    | Some i -> 0, i, inner, words name, name
    | None -> 1, 0, inner, words name, name

let sort names = names |> Seq.distinct |> Seq.sortBy order |> List.ofSeq
