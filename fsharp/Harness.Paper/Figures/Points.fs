/// Scores of one method at one size, ready to be plotted.
module Harness.Paper.Figures.Points

open Harness.Paper.Results
open Harness.Paper.Statistics
open Harness.Paper.Tables

type Point =
    { Method: string
      Size: int
      /// Share of the backbone that is trained, in %.
      Percent: float
      Summary: Summary
      BySeed: (int * float) list }

    /// Half the error bar: the sample deviation, 0 for one seed.
    member this.Spread = if this.Summary.N > 1 then this.Summary.Std else 0.0

/// One point for each method and size that was run, methods in table order.
let ofSet set =
    [ for m in Methods.sort (ResultSet.distinct (fun r -> r.Method) set) do
          for size in ResultSet.sizes set do
              let scores = ResultSet.scores m size set
              if not scores.IsEmpty then
                  let run = set.Rows |> List.find (fun r -> r.Method = m)
                  { Method = m; Size = size; Percent = run.Percent; Summary = Summary.ofValues scores.Values; BySeed = Map.toList scores } ]

let header = [ "method"; "n_d"; "trained_percent"; "n"; "mean"; "std"; "seed"; "score" ]

/// One record a seed.
let data points =
    [ for p in points do
          for seed, score in p.BySeed do
              [ p.Method; string p.Size; Csv.number p.Percent; string p.Summary.N; Csv.number p.Summary.Mean; Csv.number p.Summary.Std
                string seed; Csv.number score ] ]
