/// How learning rates were chosen: scores on dev of every rate that was tried, the same number for every method.
module Harness.Paper.Tables.LearningRates

open Harness.Paper.Results
open Harness.Paper.Statistics

/// Method without its rate, and the rate: `mixphm lr=0.01 phm_rank=8` → `mixphm phm_rank=8`, `0.01`.
let private parts (row: RunRow) =
    let rate, others = (RunRow.name row).Split ' ' |> Array.partition (fun p -> p.StartsWith "lr=")
    String.concat " " others, (rate |> Array.tryHead |> Option.map (fun r -> r[3..]) |> Option.defaultValue "")

let private dev (rows: RunRow list) = rows |> List.choose (fun r -> r.DevScore) |> Summary.ofValues

/// One table for one experiment and data set. Taken is the rate with the best mean on dev.
let private table set experiment dataset =
    let part = set |> ResultSet.experiment experiment |> ResultSet.onDataset dataset
    let rows =
        part.Rows
        |> List.filter (fun r -> r.DevScore.IsSome)
        |> List.groupBy parts
        |> List.map (fun ((method, rate), rows) -> method, rate, rows)
        |> List.sortBy (fun (method, rate, _) -> Methods.order method, Methods.words rate)
    let best =
        rows
        |> List.groupBy (fun (m, _, _) -> m)
        |> List.map (fun (m, group) -> m, group |> List.map (fun (_, _, r) -> (dev r).Mean) |> List.max)
        |> Map.ofList
    let row index (method, rate, group) =
        let before = if index = 0 then method else (let m, _, _ = rows[index - 1] in m)
        let scores = dev group
        { Cells =
            [ Text(Methods.title method), Plain
              Text rate, Plain
              Scores scores, Plain
              Text(if scores.Mean = best[method] then "yes" else ""), Plain ]
          Ruled = before <> method
          Anchor = "" }
    let texts format values = values |> List.distinct |> List.map format |> String.concat ", "
    let sizes, steps =
        texts string (part.Rows |> List.map (fun r -> r.ND)), texts string (part.Rows |> List.map (fun r -> r.Steps))
    { Id = $"{experiment}-{dataset}"
      Caption = $"Learning rates tried on {dataset} (experiment {experiment}), scored on dev ({set.Scale} scale)"
      Columns = [ Table.column "Method" ""; Table.column "Learning rate" ""; Table.column "Dev" ""; Table.column "Taken" "" ]
      Rows = List.mapi row rows
      N = (ResultSet.seeds part).Length
      Notes =
        [ $"{ResultSet.scoreName part} on dev, mean ± sample standard deviation over {(ResultSet.seeds part).Length} seeds; N_D = {sizes}, {steps} steps. "
          + "Taken: the rate with the best mean, used for the method everywhere else. No test score was read."
          MainTable.scaleNote part
          MainTable.provenanceNote part ] }

let all set =
    [ for experiment in ResultSet.learningRates set do
          for dataset in ResultSet.datasets (ResultSet.experiment experiment set) -> table set experiment dataset ]
