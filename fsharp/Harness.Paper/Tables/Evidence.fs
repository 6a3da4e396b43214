/// The names by which numbers of a report find what is behind them: from a cell to its runs, from a run to its configuration, commit and
/// predictions, from a count to its law.
module Harness.Paper.Tables.Evidence

open Harness.Paper.Results

/// The runs of one cell of a table.
let cell (row: RunRow) = Table.anchor [ "cell"; row.Experiment; row.Dataset; RunRow.name row; string row.ND ]

let run (row: RunRow) = Table.anchor [ "run"; row.Key ]

let law id = Table.anchor [ "law"; id ]

/// The law that counts what a row of a paper's comparison trains, by backbone and row; of the small backbones those of their kind.
let countLaw (backbone: string) (row: string) =
    let family =
        [ "vl-t5"; "roberta"; "gpt2" ]
        |> List.tryFind (fun f -> (backbone.Replace("vit-", "")).StartsWith(f, System.StringComparison.Ordinal))
    let method =
        match row with
        | "blind"
        | "zero_shot" -> "full"
        | _ when family = Some "vl-t5" -> row
        | _ when row.StartsWith "lora" -> "routing_lora"
        | _ when row.StartsWith "adapter" -> "routing_adapter"
        | _ -> row
    $"""count.{method}-{defaultArg family backbone}"""

let claim id = Table.anchor [ "claim"; id ]

let discrepancy id = Table.anchor [ "discrepancy"; id ]
