/// Looks at a grid of runs before it is carried out (will its numbers be able to say anything?) and after it (do they?).
/// Each finding is one line; none of them stops anything.
namespace Harness.Paper.Statistics

open System
open System.Globalization

/// One run of a grid, as planned or as it ended.
type GridRun =
    {
        Experiment: string
        Dataset: string
        Method: string
        /// N_D.
        Size: int
        Seed: int
        IsBaseline: bool
        /// Test score in %; null while it is only planned, or when it failed.
        Score: Nullable<float>
    }

module SweepChecks =
    /// With six pairs the exact test can reach p = 0.03125; with five it stays at 0.0625.
    let private enoughSeeds = 6

    let private number (x: float) = x.ToString("0.00", CultureInfo.InvariantCulture)
    let private listed (xs: seq<'a>) = xs |> Seq.map string |> String.concat ", "
    let private by key (runs: GridRun list) = runs |> List.groupBy key |> List.sortBy fst
    let private seeds (runs: GridRun list) = runs |> List.map (fun r -> r.Seed) |> List.distinct |> List.sort
    let private place (experiment, dataset, size) = $"{experiment}, {dataset}, N_D {size}"
    let private cell (r: GridRun) = r.Experiment, r.Dataset, r.Size

    let private fewSeeds (runs: GridRun list) =
        [ for experiment, group in by (fun r -> r.Experiment) runs do
              let n = (seeds group).Length
              if n < enoughSeeds then
                  let reach = SignFlip.smallestReachable n
                  $"""{experiment}: only {n} {if n = 1 then "seed" else "seeds"}; the exact paired test cannot go below p = {reach.ToString(CultureInfo.InvariantCulture)}, {enoughSeeds} seeds reach 0.03125.""" ]

    let private noBaseline (runs: GridRun list) =
        [ for experiment, group in by (fun r -> r.Experiment) runs do
              if group |> List.forall (fun r -> not r.IsBaseline) then
                  $"{experiment}: no baseline is in the grid, so nothing can be called above one." ]

    let private unpaired (runs: GridRun list) =
        [ for at, group in by cell runs do
              let all = seeds group
              for m, own in by (fun r -> r.Method) group do
                  match List.except (seeds own) all with
                  | [] -> ()
                  | missing -> $"{place at}: {m} lacks seed {listed missing}, which others have; pairs are fewer." ]

    /// Findings about a plan.
    let validate (planned: seq<GridRun>) =
        let runs = List.ofSeq planned
        [ yield! fewSeeds runs; yield! noBaseline runs; yield! unpaired runs ]

    let private failed (runs: GridRun list) =
        [ for at, group in by cell runs do
              for m, own in by (fun r -> r.Method) group do
                  let lost = own |> List.filter (fun r -> not r.Score.HasValue)
                  if not lost.IsEmpty then
                      if own.Head.IsBaseline then
                          $"{place at}: baseline {m} failed on seed {listed (seeds lost)}; nothing can be called above it there."
                      else
                          $"{place at}: {m} failed on seed {listed (seeds lost)}; {own.Length - lost.Length} of {own.Length} seeds are left." ]

    let private scores (runs: GridRun list) =
        dict
            [ for r in runs do
                  if r.Score.HasValue then
                      r.Seed, r.Score.Value ]
        |> Collections.ObjectModel.ReadOnlyDictionary

    let private mean (runs: GridRun list) = (scores runs).Values |> Seq.average

    /// Methods of a cell with a score each, best mean first.
    let private ranked baseline (group: GridRun list) =
        group
        |> List.filter (fun r -> r.IsBaseline = baseline && r.Score.HasValue)
        |> List.groupBy (fun r -> r.Method)
        |> List.sortBy (fun (m, own) -> -(mean own), m)

    let private notToldApart (runs: GridRun list) =
        [ for at, group in by cell runs do
              match ranked false group with
              | (first, a) :: (second, b) :: _ ->
                  let d = Differences.bySeed (scores b) (scores a)
                  if d.Pairs < 2 then
                      $"{place at}: {first} leads {second}, but they share {d.Pairs} seeds: no interval."
                  elif not (d.T95.Low > 0.0) then
                      let interval = if Double.IsNaN d.T95.Low then "undefined" else $"{number d.T95.Low} to {number d.T95.High}"
                      $"{place at}: the interval is wider than the gap: {first} leads {second} by {number d.Mean} points, 95 %% interval {interval} over {d.Pairs} seeds."
              | _ -> () ]

    let private notAboveBaseline (runs: GridRun list) =
        [ for at, group in by cell runs do
              match ranked true group with
              | (baseline, b) :: _ ->
                  match ranked false group |> List.filter (fun (_, own) -> mean own <= mean b) with
                  | [] -> ()
                  | low -> $"{place at}: not above the baseline {baseline} ({number (mean b)} %%): {listed (List.map fst low)}."
              | [] -> () ]

    let private sameOnEverySeed (runs: GridRun list) =
        [ for at, group in by cell runs do
              for m, own in ranked false group do
                  let values = List.ofSeq (scores own).Values
                  if values.Length > 2 && (List.distinct values).Length = 1 then
                      $"{place at}: {m} has the same score on each of {values.Length} seeds; does its seed reach it?" ]

    /// Findings about what came out; a run without a score is one that failed.
    let analyse (ended: seq<GridRun>) =
        let runs = List.ofSeq ended
        [ yield! failed runs; yield! notToldApart runs; yield! notAboveBaseline runs; yield! sameOnEverySeed runs ]
