/// Methods by every measure of their answers, where a run has more than its score: one table an experiment and data set.
module Harness.Paper.Tables.MeasureTable

open Harness.Paper.Results
open Harness.Paper.Statistics

/// Measures whose order in the papers' tables is not that of the alphabet.
let private known = [ "vqa"; "gqa"; "nlvr"; "caption"; "BLEU-1"; "BLEU-2"; "BLEU-3"; "BLEU-4"; "ROUGE-L"; "CIDEr-D" ]

let private sort measures =
    measures
    |> List.distinct
    |> List.sortBy (fun m -> known |> List.tryFindIndex ((=) m) |> Option.defaultValue known.Length, m)

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
              Caption =
                (if experiment = "main" then "Every measure" else $"Experiment {experiment}: every measure")
                + $" on {dataset} ({set.Scale} scale)"
              Columns = Table.column "Method" "" :: Table.column "N_D" "" :: [ for m in measures -> Table.column m "× 100" ]
              Rows = rows
              N = (ResultSet.seeds part).Length
              Notes =
                [ "Mean ± sample standard deviation over seeds, of the checkpoint that was best on dev."
                  MainTable.scaleNote part
                  MainTable.provenanceNote { part with Rows = measured } ] }

let all set =
    [ for e in ResultSet.distinct (fun r -> r.Experiment) set do
          for d in ResultSet.datasets (ResultSet.experiment e set) do
              yield! named e set d |> Option.toList ]
