module Harness.Paper.Tests.HolmTests

open Xunit
open Harness.Paper.Statistics
open Harness.Paper.Tests.Goldens

[<Fact>]
let ``adjusted p-values equal the reference`` () =
    for case in json "stats.json" |> get "holm" |> items do
        Array.iter2 (near 1e-12) (case |> get "adjusted" |> numbers) (case |> get "p" |> numbers |> Holm.adjust)
