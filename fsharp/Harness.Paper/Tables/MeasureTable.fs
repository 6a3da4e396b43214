/// Methods by every measure of their answers, where a run has more than its score: one table an experiment and data set.
module Harness.Paper.Tables.MeasureTable

open Harness.Paper.Results
open Harness.Paper.Statistics

let private titles =
    [ "bleu_1", "BLEU-1"; "bleu_2", "BLEU-2"; "bleu_3", "BLEU-3"; "bleu_4", "BLEU-4"; "rouge_l", "ROUGE-L"; "cider_d", "CIDEr-D" ]

let private title measure = titles |> List.tryFind (fst >> (=) measure) |> Option.map snd |> Option.defaultValue measure

/// Known measures in the order of the papers' tables, then others by name.
let private sort measures =
    measures |> List.distinct |> List.sortBy (fun m -> titles |> List.tryFindIndex (fst >> (=) m) |> Option.defaultValue titles.Length, m)

let private cell set method size measure =
    let values =
        [ for r in set.Rows do
              if RunRow.name r = method && r.ND = size then
                  yield! set.Measures.TryFind r.Key |> Option.defaultValue [] |> List.filter (fst >> (=) measure) |> List.map snd ]
    if values.IsEmpty then Blank else Scores(Summary.ofValues values)

let private named experiment set dataset =
    let part = set |> ResultSet.experiment experiment |> ResultSet.onDataset dataset
    let measured = part.Rows |> List.filter (fun r -> set.Measures.ContainsKey r.Key)
    let measures = measured |> List.collect (fun r -> List.map fst set.Measures[r.Key]) |> sort
    if measures.IsEmpty then
        None
    else
        let rows =
            [ for size in ResultSet.sizes { part with Rows = measured } do
                  for m in Methods.sort (measured |> List.map RunRow.name) ->
                      Table.plain (Text(Methods.title m) :: Count(int64 size) :: [ for x in measures -> cell part m size x ]) ]
        Some
            { Id = $"measures-{experiment}-{dataset}"
              Caption = $"Experiment {experiment}: every measure on {dataset} ({set.Scale} scale)"
              Columns = Table.column "Method" "" :: Table.column "N_D" "" :: [ for m in measures -> Table.column (title m) "× 100" ]
              Rows = rows
              N = (ResultSet.seeds part).Length
              Notes = [ "Mean ± sample standard deviation over seeds, of the checkpoint that was best on dev."; MainTable.scaleNote part; MainTable.provenanceNote set ] }

let all set =
    [ for e in ResultSet.distinct (fun r -> r.Experiment) set do
          for d in ResultSet.datasets (ResultSet.experiment e set) do
              yield! named e set d |> Option.toList ]
