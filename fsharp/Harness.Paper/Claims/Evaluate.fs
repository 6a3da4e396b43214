/// Computes the verdict of each claim from counts, laws and results. Nothing here is written by hand.
module Harness.Paper.Claims.Evaluate

open Harness.Laws
open Harness.Paper.Results

/// Where evidence comes from.
type Inputs =
    {
        /// Trained numbers of (backbone, method); None where either is unknown.
        Count: string -> string -> int64 option
        /// The law of that id, checked; None where it does not exist.
        Law: string -> LawResult option
        /// What was run, at most one set a scale.
        Results: ResultSet list
    }

let private count inputs backbone method equals tolerance =
    match inputs.Count backbone method with
    | None -> NotAttempted, $"no count of {method} on {backbone}"
    | Some n when n = equals -> Reproduced, $"{n:N0} counted on {backbone}"
    | Some n ->
        let off = abs (float (n - equals)) / float equals
        (if off <= tolerance then Close else NotReproduced), $"{n:N0} counted on {backbone}, {equals:N0} claimed"

let private ratio inputs backbone numerator denominator least most tolerance =
    match inputs.Count backbone numerator, inputs.Count backbone denominator with
    | Some a, Some b ->
        let r = float a / float b
        let verdict =
            if least <= r && r <= most then Reproduced
            elif least * (1.0 - tolerance) <= r && r <= most * (1.0 + tolerance) then Close
            else NotReproduced
        verdict, $"{a:N0} / {b:N0} = {r:G4}; claimed {least:G4} to {most:G4}"
    | _ -> NotAttempted, $"no count of {numerator} or {denominator} on {backbone}"

let private equalCounts inputs backbone methods =
    let counted = methods |> List.map (fun m -> m, inputs.Count backbone m)
    match counted |> List.filter (snd >> Option.isNone) |> List.map fst with
    | [] ->
        let numbers = counted |> List.choose snd |> List.distinct
        let shown =
            numbers
            |> List.map (fun n -> n.ToString("N0", System.Globalization.CultureInfo.InvariantCulture))
            |> String.concat ", "
        (if numbers.Length = 1 then Reproduced else NotReproduced), $"{shown} counted for {methods.Length} methods on {backbone}"
    | unknown -> NotAttempted, $"""no count of {String.concat ", " unknown} on {backbone}"""

let private laws inputs ids =
    let results = ids |> List.map (fun id -> id, inputs.Law id)
    match results |> List.filter (snd >> Option.isNone) with
    | [] ->
        let checkedLaws = results |> List.choose snd
        let show (r: LawResult) =
            $"{r.Id} {r.Outcome} on {r.Cases} cases" + (if r.Distribution = "" then "" else $" ({r.Distribution})")
        let failed = checkedLaws |> List.filter (fun r -> not r.Passed)
        (if failed.IsEmpty then Reproduced else NotReproduced),
        (if failed.IsEmpty then
             checkedLaws |> List.map show
         else
             failed |> List.map (fun r -> $"{r.Id}: {r.Counterexample}"))
        |> String.concat "; "
    | unknown -> NotAttempted, $"""no law {unknown |> List.map fst |> String.concat ", "}"""

/// The results of an experiment that may speak for a scope.
let private evidence inputs scope experiment dataset =
    let chosen set =
        let part = ResultSet.experiment experiment set
        if dataset = "" then part else ResultSet.onDataset dataset part
    let scale name = inputs.Results |> List.map chosen |> List.tryFind (fun s -> s.Scale = name && not s.Rows.IsEmpty)
    match scope with
    | Full -> scale "full"
    | _ -> scale "proxy"

let private onScores inputs claim decide =
    match evidence inputs claim.Scope claim.Experiment claim.Dataset with
    | None -> NotAttempted, $"no results of experiment {claim.Experiment} at {Scope.name claim.Scope} scale"
    | Some set ->
        let verdict, text = decide set
        verdict, $"{text} [{set.Scale} scale]"

let private decide inputs claim =
    let scored = onScores inputs claim
    match claim.Predicate with
    | Count(backbone, method, equals) -> count inputs backbone method equals claim.Tolerance
    | CountRatio(backbone, a, b, least, most) -> ratio inputs backbone a b least most claim.Tolerance
    | EqualCounts(backbone, methods) -> equalCounts inputs backbone methods
    | Laws ids -> laws inputs ids
    | Beats(method, others, sizes) -> scored (fun s -> ScoreEvidence.beats s method others sizes claim.Tolerance)
    | NoneConsistentlyAbove(methods, reference) -> scored (fun s -> ScoreEvidence.noneConsistentlyAbove s methods reference)
    | Below(methods, reference, size) -> scored (fun s -> ScoreEvidence.below s methods reference size claim.Tolerance)
    | Grows methods -> scored (fun s -> ScoreEvidence.grows s methods claim.Tolerance)
    | SpreadShrinks methods -> scored (fun s -> ScoreEvidence.spreadShrinks s methods)
    | AboveBaselines(methods, baselines) -> scored (fun s -> ScoreEvidence.aboveBaselines s methods baselines)
    | Gain(dataset, methods, reference, least) ->
        scored (fun s -> ScoreEvidence.gain s dataset methods reference least claim.Tolerance)
    | GainOnAll(measures, methods, reference) -> scored (fun s -> ScoreEvidence.gainOnAll s measures methods reference)
    | Value(dataset, method, size, mean, mark) ->
        scored (fun s -> ScoreEvidence.value s dataset method size mean mark claim.Tolerance)

/// A verdict for every claim, in the order of the claims.
let all inputs claims =
    claims
    |> List.map (fun claim ->
        let verdict, evidence = decide inputs claim
        { Claim = claim; Verdict = verdict; Evidence = evidence })
