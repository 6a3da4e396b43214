/// Scores of one method at one size, ready to be plotted.
module Harness.Paper.Figures.Points

open Harness.Paper.Results
open Harness.Paper.Statistics
open Harness.Paper.Tables

type Point =
    {
        Method: string
        Size: int
        /// Share of the backbone that is trained, in %.
        Percent: float
        Summary: Summary
        BySeed: (int * float) list
    }

    /// Half the error bar: that of the 95 % t-interval of the mean from three seeds on (with two it is thirteen deviations wide), else the
    /// sample deviation; 0 for one seed.
    member this.Spread =
        let t = (this.Summary.T95.High - this.Summary.T95.Low) / 2.0
        if this.Summary.N > 2 && System.Double.IsFinite t then t
        elif this.Summary.N > 1 then this.Summary.Std
        else 0.0

/// One point for each method and size that was run, methods in table order.
let ofSet set =
    [ for m in Methods.sort (ResultSet.distinct RunRow.name set) do
          for size in ResultSet.sizes set do
              let scores = ResultSet.scores m size set
              if not scores.IsEmpty then
                  let run = set.Rows |> List.find (fun r -> RunRow.name r = m)
                  { Method = m
                    Size = size
                    Percent = run.Percent
                    Summary = Summary.ofValues scores.Values
                    BySeed = Map.toList scores } ]

/// What the error bars of these points are.
let bars points =
    let several = points |> List.filter (fun p -> p.Summary.N > 1)
    if several |> List.forall (fun p -> p.Summary.N > 2) then "95 % t-interval of the mean"
    elif several |> List.forall (fun p -> p.Summary.N = 2) then "sample standard deviation"
    else "95 % t-interval of the mean, with two seeds the sample standard deviation"

let header = [ "method"; "n_d"; "trained_percent"; "n"; "mean"; "std"; "seed"; "score" ]

/// One record a seed.
let data points =
    [ for p in points do
          for seed, score in p.BySeed do
              [ p.Method
                string p.Size
                Csv.number p.Percent
                string p.Summary.N
                Csv.number p.Summary.Mean
                Csv.number p.Summary.Std
                string seed
                Csv.number score ] ]
