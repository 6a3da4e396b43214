/// Decides claims about scores. An ordering that holds in every cell is reproduced only when a paired test says so too;
/// otherwise it is ordering-only.
module Harness.Paper.Claims.ScoreEvidence

open Harness.Paper.Results
open Harness.Paper.Statistics
open Harness.Paper.Tables
open MathNet.Numerics.Statistics

/// Level of the paired tests.
let alpha = 0.05

/// Data sets and sizes; size 0 where everything was trained on.
let private cells set =
    [ for d in ResultSet.datasets set do
          match ResultSet.sizes (ResultSet.onDataset d set) with
          | [] -> d, 0
          | sizes -> yield! sizes |> List.map (fun n -> d, n) ]

let private scores set (dataset, size) method = ResultSet.scores method size (ResultSet.onDataset dataset set)
let private mean (m: Map<int, float>) = Seq.average m.Values
let private std (m: Map<int, float>) = m.Values.StandardDeviation()
let private signed (x: float) =
    (if x >= 0.0 then "+" else "−") + (abs x).ToString("F2", System.Globalization.CultureInfo.InvariantCulture)
let private place (dataset, size) = if size = 0 then dataset else $"{dataset} N_D={size}"

/// Methods that the set has no scores for.
let private missing set methods =
    let present = ResultSet.distinct RunRow.name set
    methods |> List.filter (fun m -> not (List.contains m present))

let private unless set methods decide =
    match missing set methods with
    | [] -> decide ()
    | gone -> NotAttempted, $"""no runs of {String.concat ", " gone} at {set.Scale} scale"""

/// The mean of a above that of b in one cell; none where one of them has no scores.
let private gap set place a b =
    let sa, sb = scores set place a, scores set place b
    if sa.IsEmpty || sb.IsEmpty then None else Some(mean sa - mean sb)

/// Seed by seed: the difference of a and b averaged over the cells that have both; rounded, so that equal means stay equal.
let private bySeed set places a b =
    [ for place in places do
          let sa, sb = scores set place a, scores set place b
          for KeyValue(seed, x) in sa do
              match sb.TryFind seed with
              | Some y -> seed, decimal x - decimal y
              | None -> () ]
    |> List.groupBy fst
    |> List.map (fun (_, ds) -> System.Math.Round(ds |> List.averageBy snd, 9))

let beats set method others sizes tolerance =
    unless set (method :: others) (fun () ->
        let places = cells set |> List.filter (fun (_, n) -> List.isEmpty sizes || List.contains n sizes)
        let differences =
            [ for other in others do
                  for place in places do
                      match gap set place method other with
                      | Some d -> other, place, d
                      | None -> () ]
        let tests = [ for other in others -> other, SignFlip.test (bySeed set places method other) ]
        let worst = tests |> List.map (fun (_, t) -> t.P) |> List.max
        let lost = differences |> List.filter (fun (_, _, d) -> d <= 0.0)
        let shown = if lost.IsEmpty then differences else lost
        let numbers =
            shown
            |> List.map (fun (o, p, d) -> $"{signed d} against {Methods.title o} at {place p}")
            |> List.truncate 6
            |> String.concat "; "
        let n = (snd tests.Head).N
        let test = $"largest p = {worst:G4} over {n} seeds (smallest reachable {(snd tests.Head).SmallestReachable:G4})"
        if differences.IsEmpty then
            NotAttempted, $"no cell of the {set.Scale} results has both sides"
        elif lost.IsEmpty then
            (if worst <= alpha then Reproduced else OrderingOnly),
            $"ahead in {differences.Length} of {differences.Length} comparisons: {numbers}; {test}"
        else
            let verdict = if lost |> List.forall (fun (_, _, d) -> -d <= tolerance) then Close else NotReproduced
            verdict, $"behind in {lost.Length} of {differences.Length} comparisons: {numbers}")

let noneConsistentlyAbove set methods reference =
    let present = methods |> List.filter (fun m -> List.isEmpty (missing set [ m ]))
    unless set [ reference ] (fun () ->
        let always m =
            match cells set |> List.choose (fun place -> gap set place m reference) with
            | [] -> false
            | gaps -> gaps |> List.forall (fun d -> d > 0.0)
        match present, present |> List.filter always with
        | [], _ -> NotAttempted, $"""no runs of {String.concat ", " methods} at {set.Scale} scale"""
        | _, [] ->
            let names = present |> List.map Methods.title |> String.concat ", "
            Reproduced, $"each of {names} is at or below {Methods.title reference} in one cell at least"
        | _, above ->
            let names = above |> List.map Methods.title |> String.concat ", "
            NotReproduced, $"above {Methods.title reference} in every cell: {names}")

let below set methods reference size tolerance =
    let present = methods |> List.filter (fun m -> List.isEmpty (missing set [ m ]))
    unless set [ reference ] (fun () ->
        match cells set |> List.sortBy (fun (_, n) -> abs (log (float n) - log (float size))) |> List.tryHead, present with
        | None, _
        | _, [] -> NotAttempted, $"""no runs of {String.concat ", " methods} at {set.Scale} scale"""
        | Some at, _ ->
            match present |> List.choose (fun m -> gap set at m reference |> Option.map (fun d -> m, d)) with
            | [] -> NotAttempted, $"no run of {Methods.title reference} or of the others at {place at}"
            | ds ->
                let numbers = ds |> List.map (fun (m, d) -> $"{Methods.title m} {signed d}") |> String.concat "; "
                let verdict =
                    if ds |> List.forall (fun (_, d) -> d < 0.0) then OrderingOnly
                    elif ds |> List.forall (fun (_, d) -> d <= tolerance) then Close
                    else NotReproduced
                verdict, $"against {Methods.title reference} at {place at}: {numbers}")

/// Per method and data set, a score of each size in ascending order.
let private curves set methods (measure: Map<int, float> -> float) =
    [ for m in methods do
          for d in ResultSet.datasets set do
              m,
              [ for n in ResultSet.sizes (ResultSet.onDataset d set) do
                    let s = scores set (d, n) m
                    if not s.IsEmpty then
                        measure s ] ]

let private present set methods = methods |> List.filter (fun m -> List.isEmpty (missing set [ m ]))

let grows set methods tolerance =
    match curves set (present set methods) mean |> List.filter (fun (_, c) -> c.Length > 1) with
    | [] -> NotAttempted, "at least two sizes are needed"
    | cs ->
        let falls = [ for m, c in cs -> m, c |> List.pairwise |> List.map (fun (a, b) -> a - b) |> List.max ]
        let worst, drop = falls |> List.maxBy snd
        let verdict =
            if drop <= 0.0 then Reproduced
            elif drop <= tolerance then Close
            else NotReproduced
        verdict,
        (if drop <= 0.0 then
             $"no mean falls over {cs.Length} curves"
         else
             $"largest fall {drop:F2} points ({Methods.title worst})")

let spreadShrinks set methods =
    match curves set (present set methods) std |> List.filter (fun (_, c) -> c.Length > 1) with
    | [] -> NotAttempted, "at least two sizes are needed"
    | cs ->
        let shrank = cs |> List.filter (fun (_, c) -> List.last c < List.head c)
        let verdict =
            if shrank.Length = cs.Length then Reproduced
            elif 2 * shrank.Length > cs.Length then Close
            else NotReproduced
        verdict, $"the deviation shrank for {shrank.Length} of {cs.Length} curves"

let aboveBaselines set methods baselines =
    match present set methods, present set baselines with
    | [], _
    | _, [] -> NotAttempted, $"methods or baselines are missing at {set.Scale} scale"
    | ms, bs ->
        let margin place m b =
            let a, c = scores set place m, scores set place b
            let spread = [ std a; std c ] |> List.filter System.Double.IsFinite |> List.fold max 0.0
            mean a - mean c - spread
        let largest = [ for d in ResultSet.datasets set -> d, List.last (ResultSet.sizes (ResultSet.onDataset d set)) ]
        let all =
            [ for p in largest do
                  for m in ms do
                      for b in bs -> (m, b, p), margin p m b ]
        let (m, b, p), least = all |> List.minBy snd
        let verdict = if least > 0.0 then Reproduced else NotReproduced
        verdict, $"smallest lead beyond the spread {signed least} points ({Methods.title m} over {Methods.title b} at {place p})"

/// Share of the reference's mean by which the best of the methods is ahead, where it is smallest.
let gain set dataset methods reference least tolerance =
    let places = cells set |> List.filter (fun (d, _) -> dataset = "" || d = dataset)
    let leads =
        [ for p in places do
              let base' = scores set p reference
              match
                  [ for m in methods do
                        let s = scores set p m in
                        if not s.IsEmpty then
                            m, mean s ]
              with
              | _ :: _ as found when not base'.IsEmpty && mean base' > 0.0 ->
                  let best, score = List.maxBy snd found
                  p, best, score / mean base' - 1.0
              | _ -> () ]
    if leads.IsEmpty then
        NotAttempted, $"""no runs of {reference} beside one of {String.concat ", " methods} at {set.Scale} scale"""
    else
        let p, best, lead = leads |> List.minBy (fun (_, _, lead) -> lead)
        let verdict =
            if lead > least then Reproduced
            elif lead > least - tolerance then Close
            elif lead > 0.0 then OrderingOnly
            else NotReproduced
        verdict, $"smallest gain {signed (100.0 * lead)} %% of {Methods.title reference}, by {Methods.title best} on {place p}"

/// By measure the values of a method's runs, by seed.
let private measured (set: ResultSet) method measure =
    Map
        [ for r in set.Rows do
              if RunRow.name r = method then
                  match set.Measures.TryFind r.Key |> Option.bind (List.tryFind (fst >> (=) measure)) with
                  | Some(_, value) -> r.Seed, value
                  | None -> () ]

/// Whether one method at least is ahead of the reference by every measure. With seeds enough for a paired test to say so by each it is reproduced.
let gainOnAll (set: ResultSet) (measures: string list) (methods: string list) reference =
    let leads =
        [ for m in methods do
              let pairs = [ for x in measures -> x, measured set m x, measured set reference x ]
              if pairs |> List.forall (fun (_, a, b) -> not a.IsEmpty && not b.IsEmpty) then
                  m,
                  [ for x, a, b in pairs ->
                        x,
                        mean a - mean b,
                        (SignFlip.test
                            [ for KeyValue(seed, v) in a do
                                  if b.ContainsKey seed then
                                      decimal v - decimal b[seed] ])
                            .P ] ]
    if leads.IsEmpty then
        NotAttempted, $"""no measures of {reference} beside one of {String.concat ", " methods} at {set.Scale} scale"""
    else
        let ahead = leads |> List.filter (fun (_, ls) -> ls |> List.forall (fun (_, d, _) -> d > 0.0))
        let verdict =
            if ahead.IsEmpty then
                NotReproduced
            elif ahead |> List.exists (fun (_, ls) -> ls |> List.forall (fun (_, _, p) -> p <= alpha)) then
                Reproduced
            else
                OrderingOnly
        let show (m: string, ls: (string * float * float) list) =
            let count = ls |> List.filter (fun (_, d, _) -> d > 0.0) |> List.length
            $"""{Methods.title m} ahead by {count} of {measures.Length} ({ls |> List.map (fun (x, d, _) -> $"{x} {signed d}") |> String.concat ", "})"""
        verdict, $"""against {Methods.title reference}: {leads |> List.map show |> String.concat "; "}"""

let value set dataset method size expected mark tolerance =
    let found = scores set (dataset, size) method
    if mark = "unverified" then
        NotComparable, $"the reference {expected} is remembered, not verified"
    elif found.IsEmpty then
        NotAttempted, $"no runs of {method} at N_D={size} on {dataset}"
    else
        let d = mean found - expected
        (if abs d <= tolerance then Reproduced
         elif abs d <= 2.0 * tolerance then Close
         else NotReproduced),
        $"{signed d} points from {expected}"
