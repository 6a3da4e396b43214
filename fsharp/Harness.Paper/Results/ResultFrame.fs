/// Results as a data frame, for notebooks and scripts: one row a run, or mean scores by method and N_D.
module Harness.Paper.Results.ResultFrame

open Deedle

/// Columns as in runs.csv; rows numbered in the order of the result file.
let ofSet (set: ResultSet) : Frame<int, string> =
    let rows = set.Rows |> List.sortBy RunRow.order
    let column (pick: RunRow -> 'T) = rows |> List.mapi (fun i r -> i, pick r) |> Series.ofObservations
    let text = [ "experiment", (fun r -> r.Experiment); "dataset", (fun r -> r.Dataset); "method", (fun r -> r.Method) ]
    let whole = [ "n_d", (fun (r: RunRow) -> r.ND); "seed", (fun r -> r.Seed); "steps", (fun r -> r.Steps) ]
    let number = [ "score", (fun (r: RunRow) -> r.Score); "percent", (fun r -> r.Percent); "seconds", (fun r -> r.Seconds) ]
    let frame = Frame.ofColumns [ for name, pick in number -> name, column pick ]
    for name, pick in whole do
        frame.AddColumn(name, column pick)
    for name, pick in text do
        frame.AddColumn(name, column pick)
    frame

/// Mean test score: rows are methods, columns training sizes, both sorted.
let means (set: ResultSet) : Frame<string, int> =
    ofSet (ResultSet.main set)
    |> Frame.pivotTable
        (fun _ row -> row.GetAs<string> "method")
        (fun _ row -> row.GetAs<int> "n_d")
        (fun cell -> Stats.mean (cell.GetColumn<float> "score"))
    |> Frame.sortRowsByKey
    |> Frame.sortColsByKey
