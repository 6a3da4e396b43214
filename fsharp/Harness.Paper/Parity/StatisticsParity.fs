/// Compares summaries, tests and intervals with reference values of scipy, numpy and statsmodels.
namespace Harness.Paper.Parity

open System.Text.Json
open Harness.Data.Parity
open Harness.Paper.Statistics
open Harness.Paper.Parity.ReferenceCase

[<AbstractClass; Sealed>]
type StatisticsParity =
    /// Quantiles of t and of the normal distribution are the least exact of what is compared.
    static member private Tolerance = 1e-9

    /// One character a draw: 0–9, then a, b, …
    static member private Draws(s: string) =
        s.ToCharArray() |> Array.map (fun c -> if c >= 'a' then 10 + int c - int 'a' else int c - int '0')

    static member private Interval (case: Harness.Data.Parity.Comparison) what (expected: JsonElement) (i: Interval) =
        nearAll case what (numbers expected) [| i.Low; i.High |]

    static member private Summary(case: Harness.Data.Parity.Comparison, set: JsonElement, a: float[]) =
        let s = Summary.ofValues a
        near case "mean" (set |> get "mean" |> number) s.Mean
        near case "std" (set |> get "std" |> number) s.Std
        near case "sem" (set |> get "sem" |> number) (s.Std / sqrt (float s.N))
        StatisticsParity.Interval case "t95" (get "t95" set) s.T95
        near case "median" (set |> get "median" |> number) s.Median
        near case "iqm" (set |> get "iqm" |> number) s.Iqm

    static member private Difference(case: Harness.Data.Parity.Comparison, set: JsonElement, a: float[], b: float[]) =
        let expected = get "difference" set
        let differences = Array.map2 (fun x y -> float (decimal x - decimal y)) a b
        let s = Summary.ofValues differences
        let t, p = PairedT.test differences
        near case "difference.mean" (expected |> get "mean" |> number) s.Mean
        near case "difference.std" (expected |> get "std" |> number) s.Std
        StatisticsParity.Interval case "difference.t95" (get "t95" expected) s.T95
        near case "paired_t" (expected |> get "paired_t" |> number) t
        near case "paired_t_p" (expected |> get "paired_t_p" |> number) p
        let expected = get "sign_flip" set
        let flip = SignFlip.paired (Array.zip a b)
        case
            .Same("hits", expected |> get "hits" |> number, float flip.Hits)
            .Same("total", expected |> get "total" |> number, float flip.Total)
        |> ignore
        near case "sign_flip.p" (expected |> get "p" |> number) flip.P
        near case "smallest_reachable_p" (expected |> get "smallest_reachable_p" |> number) flip.SmallestReachable

    static member private Bootstrap(case: Harness.Data.Parity.Comparison, set: JsonElement, a: float[]) =
        let expected = get "bootstrap" set
        let resamples = expected |> get "indices" |> items |> Array.map (fun e -> StatisticsParity.Draws(string (e.GetString())))
        let first = expected |> get "first_means" |> numbers
        nearAll case "first_means" first (Bootstrap.means a resamples[.. first.Length - 1])
        StatisticsParity.Interval case "percentile95" (get "percentile95" expected) (Bootstrap.percentile 0.95 a resamples)
        StatisticsParity.Interval case "bca95" (get "bca95" expected) (Bootstrap.bca 0.95 a resamples)

    static member private DataSet(number: int, set: JsonElement) =
        let case = Harness.Data.Parity.Comparison($"""{number} {set |> get "name"}""", "stats", StatisticsParity.Tolerance)
        let a, b = set |> get "a" |> numbers, set |> get "b" |> numbers
        StatisticsParity.Summary(case, set, a)
        StatisticsParity.Difference(case, set, a, b)
        StatisticsParity.Bootstrap(case, set, a)
        case.Result()

    static member private McNemar(number: int, c: JsonElement) =
        let count name = c |> get name |> (fun e -> e.GetInt32())
        Harness.Data.Parity
            .Comparison($"{number}", "mcnemar", 1e-12)
            .NearRelative(
                "p",
                c |> get "p" |> ReferenceCase.number,
                McNemar.exact (count "only_first_right") (count "only_second_right")
            )
            .Result()

    static member private Holm(number: int, c: JsonElement) =
        let case = Harness.Data.Parity.Comparison($"{number}", "holm", 1e-12)
        let adjusted = c |> get "p" |> numbers |> Holm.adjust
        nearAll case "adjusted" (c |> get "adjusted" |> numbers) adjusted
        match c.TryGetProperty "rejected_at_0.05" with
        | true, rejected ->
            case.SameList(
                "rejected",
                items rejected |> Array.map (fun e -> e.GetBoolean()),
                adjusted |> Array.map (fun p -> p <= 0.05)
            )
            |> ignore
        | _ -> ()
        case.Result()

    /// One result a data set, a table of McNemar's test and a list of p-values.
    static member Check(file: JsonElement) : seq<ParityResult> =
        Seq.concat
            [ section "data_sets" file |> Array.map StatisticsParity.DataSet
              section "mcnemar" file |> Array.map StatisticsParity.McNemar
              section "holm" file |> Array.map StatisticsParity.Holm ]

    /// Such a file: paired scores, or tests on counts or p-values.
    static member Checker =
        TextChecker(
            (fun file ->
                TextChecker.FirstHas(file, "data_sets", "sign_flip")
                || TextChecker.FirstHas(file, "mcnemar", "only_first_right")
                || TextChecker.FirstHas(file, "holm", "adjusted")),
            fun file _ -> StatisticsParity.Check file
        )
