/// The methods that configurations can name, as subjects: their options follow from the case, by key, so that a method which is added to
/// the registry answers to the battery without a line here.
module Harness.Laws.Battery.Registry

open System.Collections.Generic
open Harness.Adapters
open Harness.Adapters.Sites
open Harness.Adapters.Saving
open Harness.Laws

/// An option: the sizes that it draws, and its value.
type private Setting = { Key: string; Draws: Knob list; Value: Case -> obj | null }

let private fixedAt value key = { Key = key; Draws = []; Value = fun _ -> box value }
let private size knob least most key = { Key = key; Draws = [ Case.knob knob least most ]; Value = fun c -> box (c?(knob)) }
let private flag knob key = { Key = key; Draws = [ Case.knob knob 0 1 ]; Value = fun c -> box (c?(knob) = 1) }

/// Functions of one vision token, simplest first.
let private functions =
    [ "element_add"
      "element_mul"
      "element_mul_expand"
      "vllora"
      "routing_xt"
      "add_relu"
      "multiply_ones"
      "add_relu_multiply_ones" ]

/// Small values, the bottleneck being half the width; dropout and regularisation off, since a law compares passes.
let private settings =
    [ fixedAt 2 "reduction_factor"
      size "r" 1 3 "r"
      fixedAt 2.0 "lora_alpha"
      size "n" 1 2 "hypercomplex_division"
      size "k" 1 2 "phm_rank"
      size "k" 1 2 "low_rank_rank"
      fixedAt 0.5 "phm_init_range"
      fixedAt 0.0 "adapter_dropout"
      size "experts" 1 3 "num_experts"
      flag "down" "sharing_down"
      flag "up" "sharing_up"
      { Key = "routing"
        Draws = [ Case.knob "function" 0 (functions.Length - 1) ]
        Value = fun c -> box functions[c?``function``] } ]

let private half (site: SiteAddress) = int site.OutWidth / 2
let private both (site: SiteAddress) r = min r (int (min site.InWidth site.OutWidth))

/// For one picture of one vision token, the text moves a routed update along so many dimensions.
let private routedRank (c: Case) (site: SiteAddress) =
    let part =
        match functions[c?``function``] with
        | "element_add"
        | "element_mul" -> c?r
        | _ -> 1
    // A fused map has a bottleneck each for query and value.
    if site.Role = SiteRole.FusedQueryKeyValue then 2 * part else part

/// In an adapter the activation comes after the function: it bends a line into as many dimensions as the bottleneck has, except along
/// the diagonal, where it acts on all coordinates alike.
let private bentRank (c: Case) (_: SiteAddress) = if functions[c?``function``].EndsWith "multiply_ones" then 1 else c?r

let private promises name : Promises =
    let adapter rank = { Promises.Adapter with UpdateRank = Some rank }
    let nothing = { IdentityAtStart = true; Attaches = false; Merging = Nothing; Draws = false; UpdateRank = None }
    match name with
    | "full"
    | "bitfit" -> nothing
    | "lora" -> { adapter (fun c site -> both site c?r) with IdentityAtStart = true; Merging = Folds }
    | "routing_lora" ->
        { adapter (fun c site -> both site (routedRank c site)) with
            IdentityAtStart = true
            Merging = Refuses }
    | "routing_adapter"
    | "vl_adapter" -> adapter bentRank
    | "houlsby"
    | "pfeiffer"
    | "adamix" -> adapter (fun _ site -> half site)
    | "low_rank_adapter" -> adapter (fun c site -> min c?k (half site))
    | "compacter"
    | "mixphm" -> adapter (fun c site -> min (half site) (c?n * c?n * c?k))
    | _ -> Promises.Of((PeftMethods.Create name).Promises)

/// The registered method of that name.
/// <exception cref="T:System.ArgumentException">There is no such method; the message lists those that exist.</exception>
let subject name : Subject =
    let keys = PeftMethods.OptionsOf name |> Seq.map _.Key |> Set.ofSeq
    let mine = settings |> List.filter (fun s -> keys.Contains s.Key)
    let knobs = mine |> List.collect _.Draws |> List.distinctBy _.Name
    let make c = PeftMethods.Create(name, [ for s in mine -> KeyValuePair(s.Key, s.Value c) ])
    // Loading reads the method from the folder, as users do.
    { Subject.ofCases name knobs (promises name) make with
        Load = fun _ folder backbone -> AdapterFolder.Load(folder, backbone) |> ignore }

/// Every method of the harness, in table order.
let all = [ for name in PeftMethods.Shipped -> subject name ]
