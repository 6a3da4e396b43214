/// What the two sides of a discrepancy do to scores, from runs of both.
module Harness.Paper.Report.MeasuredEffects

open System.Globalization
open Harness.Paper.Results
open Harness.Paper.Statistics

let private fixed2 (x: float) = x.ToString("F2", CultureInfo.InvariantCulture)
let private signed (x: float) = x.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture).Replace('-', '\u2212')

let private rows experiment (set: ResultSet) = (ResultSet.experiment experiment set).Rows |> List.sortBy (fun r -> r.Seed)
let private scores rows = rows |> List.map (fun (r: RunRow) -> r.Seed, r.Score) |> Map.ofList

/// The effect in a sentence, with a run of the changed side; what the ledger says in words where there are no runs of both sides.
let describe (set: ResultSet) (d: Discrepancy) =
    match d.Measured with
    | None -> d.Effect, None
    | Some(change, against) ->
        let changed, reference = rows d.Id set, rows against set
        let difference = Differences.bySeed (scores reference) (scores changed)
        match changed with
        | first :: _ when difference.Pairs > 0 ->
            let each =
                [ for KeyValue(seed, x) in scores changed do
                      match (scores reference).TryFind seed with
                      | Some y -> seed, x - y
                      | None -> () ]
            let agree = each |> List.map (fun (_, x) -> sign x) |> List.distinct |> List.length = 1
            let bySeed = each |> List.map (fun (seed, x) -> $"{signed x} with seed {seed}") |> String.concat ", "
            let verdict = if agree then "" else "; the seeds disagree"
            $"{change}: {signed difference.Mean} points ({fixed2 difference.MeanB} instead of {fixed2 difference.MeanA} %%; {bySeed}{verdict})",
            Some first
        | _ -> "not measured", None

/// What must be said beside measured effects; nothing where there is none.
let notes (set: ResultSet) =
    match set.Rows with
    | [] -> []
    | first :: _ ->
        let range f = set.Rows |> List.map f |> List.distinct |> List.sort |> List.map string |> String.concat ", "
        [ $"Measured effects: {set.Scale} scale, {range (fun r -> r.Dataset)}, {range (fun r -> r.Backbone)}, N_D = {range (fun r -> r.ND)}, {range (fun r -> r.Steps)} steps, seeds {range (fun r -> r.Seed)}; test scores of the checkpoint that is best on dev."
          "So few seeds can show a large effect and no small one; a difference on whose sign they disagree shows nothing." ]
