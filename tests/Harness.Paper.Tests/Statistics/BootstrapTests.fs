module Harness.Paper.Tests.BootstrapTests

open Xunit
open Harness.Paper.Statistics
open Harness.Paper.Tests.Goldens

/// One character a draw: 0–9, then a, b.
let private draws (s: string) = s.ToCharArray() |> Array.map (fun c -> if c >= 'a' then 10 + int c - int 'a' else int c - int '0')

[<Fact>]
let ``intervals from given resamples equal the reference`` () =
    for set in json "stats.json" |> get "data_sets" |> items do
        let a = set |> get "a" |> numbers
        let b = set |> get "bootstrap"
        let resamples = b |> get "indices" |> items |> List.map (fun e -> draws (string (e.GetString()))) |> Array.ofList
        let first = b |> get "first_means" |> numbers
        Array.iter2 (near 1e-12) first (Bootstrap.means a resamples[.. first.Length - 1])
        let check name (i: Interval) =
            let expected = b |> get name |> numbers
            near 1e-9 expected[0] i.Low
            near 1e-9 expected[1] i.High
        check "percentile95" (Bootstrap.percentile 0.95 a resamples)
        check "bca95" (Bootstrap.bca 0.95 a resamples)

[<Fact>]
let ``indices come from the stream handed in`` () =
    let mutable n = 0
    let below m =
        n <- n + 1
        n % m
    Assert.Equal<int[]>([| [| 1; 2; 0 |]; [| 1; 2; 0 |] |], Bootstrap.indices below 3 2)
