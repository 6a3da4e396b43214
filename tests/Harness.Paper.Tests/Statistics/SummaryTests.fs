module Harness.Paper.Tests.SummaryTests

open Xunit
open Harness.Paper.Statistics
open Harness.Paper.Tests.Goldens

[<Fact>]
let ``summaries equal the reference`` () =
    for set in json "stats.json" |> get "data_sets" |> items do
        let s = set |> get "a" |> numbers |> Summary.ofValues
        let t = set |> get "t95" |> numbers
        near 1e-12 (set |> get "mean" |> number) s.Mean
        near 1e-12 (set |> get "std" |> number) s.Std
        near 1e-12 (set |> get "median" |> number) s.Median
        near 1e-12 (set |> get "iqm" |> number) s.Iqm
        near 1e-9 t[0] s.T95.Low
        near 1e-9 t[1] s.T95.High

[<Fact>]
let ``a hand-made summary`` () =
    let s = Summary.ofValues [ 1.0; 2.0; 3.0; 6.0 ]
    Assert.Equal((4, 3.0, 2.5, 1.0, 6.0), (s.N, s.Mean, s.Median, s.Min, s.Max))
    near 1e-15 (sqrt (14.0 / 3.0)) s.Std

[<Fact>]
let ``one value has no spread, and no value no summary`` () =
    Assert.True(System.Double.IsNaN (Summary.ofValues [ 4.0 ]).Std)
    Assert.Throws<System.ArgumentException>(fun () -> Summary.ofValues [] |> ignore) |> ignore
    Assert.Throws<System.ArgumentException>(fun () -> Summary.ofValues [ 1.0; nan ] |> ignore) |> ignore
