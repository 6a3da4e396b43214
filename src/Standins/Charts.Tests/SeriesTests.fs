module Charts.Tests.SeriesTests

open Xunit
open Deedle

[<Fact>]
let ``null and NaN are missing`` () =
    let s = Series.ofValues [ 1.; nan; 3. ]
    Assert.Equal((3, 2), (s.KeyCount, s.ValueCount))
    Assert.Equal<float list>([ 1.; 3. ], List.ofSeq s.Values)
    Assert.Equal<(int * float) list>([ 0, 1.; 2, 3. ], List.ofSeq (Series.observations s))
    Assert.Equal(None, Series.tryGet 1 s)
    Assert.Equal(1, (Series.ofValues [ "a"; null ]).ValueCount)

[<Fact>]
let ``absent keys and missing values are told apart`` () =
    let s = series [ "a" => 1.; "b" => nan ]
    Assert.Equal(1., s["a"])
    Assert.Throws<MissingValueException>(fun () -> s["b"] |> ignore) |> ignore
    Assert.Throws<System.Collections.Generic.KeyNotFoundException>(fun () -> s["c"] |> ignore) |> ignore

[<Fact>]
let ``a key that stands twice is refused at the first lookup`` () =
    let s = series [ "a" => 1; "a" => 2 ]
    Assert.Equal(2, s.KeyCount)
    Assert.ThrowsAny<System.ArgumentException>(fun () -> s["a"] |> ignore) |> ignore

[<Fact>]
let ``mapping and filtering keep keys and see present values only`` () =
    let s = series [ "a" => 1.; "b" => nan; "c" => 3. ]
    let doubled = s |> Series.mapValues (fun x -> 2. * x)
    Assert.Equal<string list>([ "a"; "b"; "c" ], List.ofSeq (Series.keys doubled))
    Assert.Equal(6., doubled["c"])
    Assert.Equal<string list>([ "c" ], s |> Series.filterValues (fun x -> x > 1.) |> Series.keys |> List.ofSeq)
    Assert.Equal(0., (s |> Series.fillMissingWith 0.)["b"])

[<Fact>]
let ``sorting puts missing values first and keeps equal ones in order`` () =
    let s = series [ "a" => 2.; "b" => nan; "c" => 1.; "d" => 2. ]
    Assert.Equal<string list>([ "b"; "c"; "a"; "d" ], s |> Series.sort |> Series.keys |> List.ofSeq)

[<Fact>]
let ``statistics of 2 4 4 4 5 5 7 9`` () =
    let s = Series.ofValues [ 2.; 4.; 4.; nan; 4.; 5.; 5.; 7.; 9. ]
    Assert.Equal(8, Stats.count s)
    Assert.Equal(40., Stats.sum s)
    Assert.Equal(5., Stats.mean s)
    Assert.Equal(32. / 7., Stats.variance s, 12)
    Assert.Equal(sqrt (32. / 7.), Stats.stdDev s, 12)
    Assert.Equal(4.5, Stats.median s)
    Assert.Equal((2., 9.), (Stats.min s, Stats.max s))
    Assert.Equal(4., (Stats.quantile ([| 0.25 |], s))["0.25"], 12)

[<Fact>]
let ``statistics of integers are floats and of nothing are NaN`` () =
    Assert.Equal(1.5, Stats.mean (Series.ofValues [ 1; 2 ]))
    Assert.True(System.Double.IsNaN(Stats.mean (Series.ofValues List.empty<float>)))
    Assert.True(System.Double.IsNaN(Stats.stdDev (Series.ofValues [ 1. ])))

[<Fact>]
let ``levels aggregate the keys' parts`` () =
    let s = series [ ("lora", 13) => 1.; ("mixphm", 13) => 4.; ("lora", 21) => 3.; ("mixphm", 21) => 8. ]
    let means = s |> Stats.levelMean fst
    Assert.Equal<(string * float) list>([ "lora", 2.; "mixphm", 6. ], List.ofSeq (Series.observations means))
    Assert.Equal(sqrt 8., (s |> Stats.levelStdDev fst)["mixphm"], 12)
    Assert.Equal(2, (s |> Stats.levelCount snd)[13])

[<Fact>]
let ``a series prints its keys and values`` () =
    Assert.Equal("a  -> 1         \nbc -> <missing> \n", (series [ "a" => 1.; "bc" => nan ]).Format().Replace("\r", ""))
