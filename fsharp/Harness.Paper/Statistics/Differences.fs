/// What separates two sets of runs: seed by seed where there are several, question by question where there are two runs.
namespace Harness.Paper.Statistics

open System.Collections.Generic
open Harness.Data.Sampling

/// Scores of B minus those of A, over the seeds that both have, in points.
type SeedDifference =
    {
        Pairs: int
        /// Means over the paired seeds; NaN without a pair.
        MeanA: float
        MeanB: float
        Mean: float
        /// Student's t interval of the mean difference at 95 %; NaN for fewer than two pairs, or differences that do not vary.
        T95: Interval
        /// Exact sign-flip test.
        P: float
        /// No data of this many pairs can give a smaller p.
        SmallestReachable: float
    }

/// Scores of B minus those of A, over the questions that both answered.
type QuestionDifference =
    {
        Questions: int
        /// Mean difference in points.
        Mean: float
        /// Percentile bootstrap over questions at 95 %: it says how far other questions would move the difference, not other seeds.
        Bootstrap95: Interval
        /// Questions that only A got right (soft score of a half or more), and only B.
        OnlyA: int
        OnlyB: int
        /// McNemar's exact test of these two counts.
        McNemar: float
    }

module Differences =
    let private resamples = 2000

    let bySeed (a: IReadOnlyDictionary<int, float>) (b: IReadOnlyDictionary<int, float>) =
        let pairs =
            [| for KeyValue(seed, x) in a do
                   match b.TryGetValue seed with
                   | true, y -> (y, x)
                   | _ -> () |]
            |> Array.sort
        let differences = pairs |> Array.map (fun (y, x) -> y - x)
        let test = SignFlip.paired pairs
        let mean (xs: float[]) = if xs.Length = 0 then nan else Array.average xs
        { Pairs = pairs.Length
          MeanA = mean (Array.map snd pairs)
          MeanB = mean (Array.map fst pairs)
          Mean = mean differences
          T95 = Summary.tInterval 0.95 differences
          P = test.P
          SmallestReachable = test.SmallestReachable }

    /// <param name="stream">Decides the resamples.</param>
    /// <param name="a">Soft scores in [0, 1] by question; questions that one side lacks are left out.</param>
    let byQuestion (stream: RandomStream) (a: IReadOnlyDictionary<string, float>) (b: IReadOnlyDictionary<string, float>) =
        let pairs =
            [| for KeyValue(q, x) in a do
                   match b.TryGetValue q with
                   | true, y -> (q, x, y)
                   | _ -> () |]
            |> Array.sortBy (fun (q, _, _) -> q)
        let differences = pairs |> Array.map (fun (_, x, y) -> 100.0 * (y - x))
        let right score = score >= 0.5
        let onlyA = pairs |> Array.filter (fun (_, x, y) -> right x && not (right y)) |> Array.length
        let onlyB = pairs |> Array.filter (fun (_, x, y) -> right y && not (right x)) |> Array.length
        { Questions = pairs.Length
          Mean = (if pairs.Length = 0 then nan else Array.average differences)
          Bootstrap95 =
            (if pairs.Length = 0 then
                 { Low = nan; High = nan }
             else
                 differences |> Bootstrap.drawnMeans (fun n -> stream.NextInt n) resamples |> Bootstrap.middle 0.95)
          OnlyA = onlyA
          OnlyB = onlyB
          McNemar = McNemar.exact onlyA onlyB }
