/// The tables of a report beside the main one: cost, claims, laws, surroundings, discrepancies, examples.
module Harness.Paper.Report.ReportTables

open Deedle
open Harness.Laws
open Harness.Paper.Claims
open Harness.Paper.Results
open Harness.Paper.Statistics
open Harness.Paper.Tables

let private table id caption columns rows notes =
    { Id = id; Caption = caption; Columns = columns; Rows = rows; N = 0; Notes = notes }

let private text header = Table.column header ""

/// Seconds and memory by method, over all sizes and seeds.
let cost (set: ResultSet) =
    let runs = ResultFrame.ofSet set |> Frame.groupRowsByString "name"
    let column name = runs.GetColumn<float> name
    let seconds, count = column "seconds", Stats.levelCount fst (column "seconds")
    let steps, median, all, peak =
        Stats.levelSum fst (column "steps"),
        Stats.levelMedian fst seconds,
        Stats.levelSum fst seconds,
        Stats.levelMax fst (column "peak_memory_mb")
    let rows =
        [ for m in Methods.sort count.Keys ->
              Table.plain
                  [ Text(Methods.title m)
                    Count(int64 count[m])
                    Count(int64 steps[m])
                    Number(median[m], 1)
                    Number(all[m], 1)
                    Number(peak[m], 0) ] ]
    table
        $"cost-{set.Scale}"
        $"Computational cost ({set.Scale} scale)"
        [ text "Method"
          text "Runs"
          text "Steps"
          Table.column "Median run" "s"
          Table.column "All runs" "s"
          Table.column "Peak memory" "MB" ]
        rows
        [ $"All runs together: {Stats.sum seconds / 60.0:F1} minutes of wall time; runs may have been side by side."
          "Peak memory is the largest of the whole process." ]

/// Which part of what the configurations describe has been run.
let coverage (set: ResultSet) (planned: (string * int) list) =
    let made = set.Rows |> List.countBy (fun r -> r.Experiment) |> Map.ofList
    let sizes experiment selector =
        ResultSet.experiment experiment set |> ResultSet.distinct selector |> List.map string |> String.concat ", "
    let rows =
        [ for experiment, cells in planned ->
              let n = made.TryFind experiment |> Option.defaultValue 0
              Table.plain
                  [ Text experiment
                    Count(int64 cells)
                    Count(int64 n)
                    Text(if n = 0 then "not run" else sizes experiment (fun r -> r.Dataset))
                    Text(sizes experiment (fun r -> r.ND))
                    Text(sizes experiment (fun r -> r.Seed)) ] ]
    table
        $"coverage-{set.Scale}"
        $"What was run of what is configured ({set.Scale} scale)"
        [ text "Experiment"; text "Configured runs"; text "Made"; text "Data sets"; text "N_D"; text "Seeds" ]
        rows
        [ "Where fewer runs were made than are configured, tables and figures hold those that were; the rest are made by reproduce." ]

/// Where the evidence of a claim lies: its first law, or the first cell of the results that it speaks of.
let private evidence (set: ResultSet) (claim: Claim) =
    let cellOf method = set.Rows |> List.tryFind (fun r -> RunRow.name r = method) |> Option.map Evidence.cell
    match claim.Predicate with
    | Laws ids -> List.tryHead ids |> Option.map Evidence.law
    | Predicate.Count(backbone, method, _)
    | CountRatio(backbone, method, _, _, _) -> Some(Evidence.law (Evidence.countLaw backbone method))
    | EqualCounts(backbone, methods) -> List.tryHead methods |> Option.map (Evidence.countLaw backbone >> Evidence.law)
    | Beats(method, _, _)
    | Predicate.Value(_, method, _, _, _) -> cellOf method
    | NoneConsistentlyAbove(methods, _)
    | Below(methods, _, _)
    | Grows methods
    | SpreadShrinks methods
    | AboveBaselines(methods, _)
    | Gain(_, methods, _, _)
    | GainOnAll(_, methods, _) -> methods |> List.tryPick cellOf

let claims (set: ResultSet) (judged: Judged list) =
    let linked claim cell = evidence set claim |> Option.map (fun anchor -> Link(cell, anchor)) |> Option.defaultValue cell
    let tolerance (c: Claim) = c.Tolerance.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture) + ". " + c.Why
    let rows =
        [ for j in judged ->
              Table.anchored
                  (Evidence.claim j.Claim.Id)
                  [ Text j.Claim.Id
                    Text j.Claim.Sentence
                    Text j.Claim.Item
                    Text(Scope.name j.Claim.Scope)
                    linked j.Claim (Text(Verdict.name j.Verdict))
                    Text j.Evidence
                    Text(tolerance j.Claim) ] ]
    let counts =
        judged
        |> List.countBy (fun j -> Verdict.name j.Verdict)
        |> List.sortBy fst
        |> List.map (fun (v, n) -> $"{v}: {n}")
        |> String.concat ", "
    table
        "claims"
        "Claims and computed verdicts"
        [ text "Claim"
          text "What is claimed"
          text "Item of the paper"
          text "Scope"
          text "Verdict"
          text "Evidence"
          text "Tolerance" ]
        rows
        [ $"{judged.Length} claims; {counts}."
          "A verdict is computed from counts, laws and runs. 'ordering-only': the means are ordered as claimed, but the seeds are too few or too spread to tell."
          "Reference values that are remembered rather than read are marked unverified and decide nothing." ]

/// The claims with nothing but their verdicts, for the first page.
let verdicts (judged: Judged list) =
    let rows =
        [ for j in judged -> Table.plain [ Text j.Claim.Sentence; Text(Scope.name j.Claim.Scope); Text(Verdict.name j.Verdict) ] ]
    table "verdicts" "Claims and verdicts" [ text "What is claimed"; text "Scope"; text "Verdict" ] rows []

let laws (results: LawResult list) =
    let rows =
        [ for r in results ->
              Table.anchored
                  (Evidence.law r.Id)
                  [ Text r.Id; Text r.Statement; Count(int64 r.Cases); Text r.Outcome; Text r.Distribution; Text r.Replay ] ]
    table
        "laws"
        "Laws behind the structural claims"
        [ text "Law"; text "Statement"; text "Cases"; text "Outcome"; text "Distribution of the cases"; text "To repeat" ]
        rows
        []

let surroundings (set: ResultSet) =
    let rows =
        [ for s in set.Surroundings ->
              Table.plain
                  [ Text(s.Commit + (if s.Dirty then " with local changes" else ""))
                    Text s.Packages
                    Text s.Torch
                    Text s.Cpu
                    Count(int64 s.Threads)
                    Text s.Blas
                    Text s.Os
                    Text s.Dotnet
                    Text s.Determinism
                    Count(int64 s.Runs) ] ]
    table
        $"surroundings-{set.Scale}"
        $"Where the runs were made ({set.Scale} scale)"
        [ text "Code"
          text "Packages"
          text "Torch"
          text "Processor"
          text "Threads"
          text "BLAS"
          text "System"
          text ".NET"
          text "Determinism"
          text "Runs" ]
        rows
        []

let sources (set: ResultSet) =
    let rows kind (items: Source list) = [ for s in items -> Table.plain [ Text kind; Text s.Name; Text s.Digest ] ]
    table
        $"sources-{set.Scale}"
        "Data and weights"
        [ text "Kind"; text "Name"; text "SHA-256" ]
        (rows "data set" set.Datasets @ rows "backbone" set.Backbones)
        []

let discrepancies (measured: ResultSet) (items: Discrepancy list) =
    let link (shown: string) =
        match shown.Split ' ' with
        | [| "law"; id |] -> Some(Evidence.law id)
        | [| "claim"; id |] -> Some(Evidence.claim id)
        | _ -> None
    let shownBy d =
        let text = Text(String.concat "; " d.ShownBy)
        d.ShownBy |> List.tryPick link |> Option.map (fun anchor -> Link(text, anchor)) |> Option.defaultValue text
    let effect d =
        match MeasuredEffects.describe measured d with
        | text, Some run -> Link(Text text, Evidence.cell run)
        | text, None -> Text text
    let rows =
        [ for d in items ->
              Table.anchored
                  (Evidence.discrepancy d.Id)
                  [ Text d.Id; Text d.What; Text d.Where; Text d.Default; shownBy d; effect d ] ]
    table
        "discrepancies"
        "Where paper, released code and scripts disagree"
        [ text "Id"; text "What"; text "Where"; text "Default here"; text "Shown by"; text "Effect on scores" ]
        rows
        (MeasuredEffects.notes measured)

let examples (set: ResultSet) =
    let rows =
        [ for e in set.Examples ->
              Table.plain
                  [ Text(Methods.title e.Method)
                    Text e.QuestionId
                    Text e.Question
                    Text e.Answer
                    Text e.Prediction
                    Number(e.Correct, 2) ] ]
    table
        $"examples-{set.Scale}"
        "The same few test questions, each method at its largest size"
        [ text "Method"; text "Question id"; text "Question"; text "Answer"; text "Prediction"; text "Score" ]
        rows
        [ "The first questions of the test split, not a selection." ]

/// Every run with its key.
let runs (set: ResultSet) =
    let rows =
        [ for r in
              set.Rows
              |> List.sortBy (fun r -> r.Experiment, r.Dataset, r.Backbone, Methods.order (RunRow.name r), r.ND, r.Seed, r.Key) ->
              Table.plain
                  [ Text r.Experiment
                    Text r.Dataset
                    Text(Methods.title (RunRow.name r))
                    Count(int64 r.ND)
                    Text(string r.Seed)
                    Number(r.Score, 2)
                    (match r.DevScore with
                     | Some d -> Number(d, 2)
                     | None -> Blank)
                    Count(int64 r.BestStep)
                    Number(r.Seconds, 1)
                    Link(Text r.Key, Evidence.run r) ] ]
    table
        $"runs-{set.Scale}"
        $"Every run ({set.Scale} scale)"
        [ text "Experiment"
          text "Data set"
          text "Method"
          text "N_D"
          text "Seed"
          Table.column "Test" "%"
          Table.column "Dev" "%"
          text "Best step"
          Table.column "Time" "s"
          text "Run key" ]
        rows
        [ "A run's folder is runs/KEY below the results folder: config.yaml, manifest.json (commit, environment), metrics.jsonl, predictions.jsonl and the adapter." ]
