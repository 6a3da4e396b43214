/// Names and order of the methods in tables and legends.
module Harness.Paper.Tables.Methods

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
      "blind", "Blind (question only)"
      "majority", "Majority answer" ]

/// Question-only and majority: they show what a score means, and compete with nobody.
let baselines = [ "blind"; "majority" ]

let isBaseline method = List.contains method baselines

let title method =
    known |> List.tryFind (fst >> (=) method) |> Option.map snd |> Option.defaultValue method

/// Position in a table; a method that is not listed comes after the known ones, before the baselines, by name.
let order method =
    match known |> List.tryFindIndex (fst >> (=) method) with
    | Some _ when isBaseline method -> 2, List.findIndex (fst >> (=) method) known, method
    | Some i -> 0, i, method
    | None -> 1, 0, method

let sort methods = methods |> Seq.distinct |> Seq.sortBy order |> List.ofSeq
