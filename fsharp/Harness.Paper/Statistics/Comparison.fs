/// Which of several methods is best, and which cannot be told from it. Scores are paired by seed.
///
/// "Best" needs every other method to be beaten at level α by the exact sign-flip test. That is an intersection–union test,
/// so no correction is due: the largest of the p-values is the p-value of the whole statement.
namespace Harness.Paper.Statistics

/// One method against another, over the seeds that both have.
type Paired = { Pairs: (float * float)[]; MeanDifference: float; Test: SignFlipResult }

/// Outcome for one column of a table.
type Standing =
    /// Beats each other method at level α.
    | Best of string
    /// The methods that cannot be told from the one with the highest mean (itself included).
    | Tied of string list
    /// With so few pairs even the clearest difference stays above α.
    | Undecidable of smallestReachable: float

module Comparison =
    /// Keyed scores paired on common keys, in the order of the keys.
    let paired (a: Map<'k, float>) (b: Map<'k, float>) =
        let pairs =
            [| for KeyValue(k, x) in a do
                   match b.TryFind k with
                   | Some y -> (x, y)
                   | None -> () |]
        { Pairs = pairs
          MeanDifference = if pairs.Length = 0 then nan else pairs |> Array.averageBy (fun (x, y) -> x - y)
          Test = SignFlip.paired pairs }

    let private mean (scores: Map<'k, float>) = scores.Values |> Seq.average

    /// <param name="alpha">Level of each pairwise test, 0.05 by custom.</param>
    let standing alpha (methods: (string * Map<'k, float>) list) =
        match methods |> List.filter (fun (_, s) -> not s.IsEmpty) with
        | [] -> Undecidable 1.0
        | present ->
            let top, topScores = present |> List.maxBy (snd >> mean)
            let others = present |> List.filter (fun (m, _) -> m <> top)
            let tests = others |> List.map (fun (m, s) -> m, (paired topScores s).Test)
            let reachable = tests |> List.map (fun (_, t) -> t.SmallestReachable) |> List.fold max 0.0
            if tests.IsEmpty || reachable > alpha then
                Undecidable(if tests.IsEmpty then 1.0 else reachable)
            else
                match tests |> List.filter (fun (_, t) -> t.P > alpha) |> List.map fst with
                | [] -> Best top
                | equal -> Tied(present |> List.map fst |> List.filter (fun m -> m = top || List.contains m equal))
