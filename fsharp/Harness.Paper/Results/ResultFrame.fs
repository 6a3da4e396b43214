/// Results as data frames, for tables, notebooks and scripts: one row a run, or mean scores by method and N_D.
module Harness.Paper.Results.ResultFrame

open System.IO
open Deedle

/// Every column has its type, so that none is inferred: a key such as 12e45678 is no number.
let private schema =
    [ for column in RunRow.header ->
          match column with
          | "n_d"
          | "seed"
          | "best_step"
          | "steps" -> column + "=int"
          | "trainable"
          | "total" -> column + "=int64"
          | "score"
          | "dev_score"
          | "score_last"
          | "percent"
          | "seconds"
          | "peak_memory_mb" -> column + "=float"
          | _ -> column + "=string" ]
    |> String.concat ","

/// Columns as in runs.csv, and the name of each run's method with its variant; rows numbered in the order of the result file.
let ofSet (set: ResultSet) : Frame<int, string> =
    use text = new StringReader(ResultSet.csv set)
    let frame = Frame.ReadCsv(text, schema = schema)
    frame.AddColumn("name", set.Rows |> List.sortBy RunRow.order |> List.map RunRow.name)
    frame

/// Mean test score: rows are methods, columns training sizes, both sorted.
let means (set: ResultSet) : Frame<string, int> =
    ofSet (ResultSet.main set)
    |> Frame.pivotTable (fun _ row -> row.GetAs<string> "name") (fun _ row -> row.GetAs<int> "n_d") (fun cell ->
        Stats.mean (cell.GetColumn<float> "score"))
    |> Frame.sortRowsByKey
    |> Frame.sortColsByKey
