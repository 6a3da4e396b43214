module Harness.Paper.Tests.SignFlipTests

open Xunit
open Harness.Paper.Statistics
open Harness.Paper.Tests.Goldens

[<Fact>]
let ``hits equal the reference, ties included`` () =
    for set in json "stats.json" |> get "data_sets" |> items do
        let expected = set |> get "sign_flip"
        let r = SignFlip.paired (Array.zip (set |> get "a" |> numbers) (set |> get "b" |> numbers))
        Assert.Equal(expected |> get "hits" |> number, float r.Hits)
        Assert.Equal(expected |> get "total" |> number, float r.Total)
        Assert.Equal(expected |> get "p" |> number, r.P)
        Assert.Equal(expected |> get "smallest_reachable_p" |> number, r.SmallestReachable)

[<Fact>]
let ``five seeds cannot go below one sixteenth`` () =
    let r = SignFlip.test [ 1m; 2m; 3m; 4m; 5m ]
    Assert.Equal(0.0625, r.P)
    Assert.Equal(0.0625, r.SmallestReachable)

[<Fact>]
let ``sums that are equal as decimals but not as floats tie`` () =
    // 0.1 + 0.2 and 0.3 differ as floats: each pattern below has |sum| 0.0 or 0.6 exactly.
    let r = SignFlip.paired [ (0.1, 0.0); (0.2, 0.0); (0.0, 0.3) ]
    Assert.Equal(8.0, float r.Hits)

[<Fact>]
let ``forty coarse differences are still exact`` () =
    let r = SignFlip.test (List.replicate 40 0.25m)
    Assert.Equal(2.0, float r.Hits)
    near 1e-15 (2.0 ** -39.0) r.P

[<Fact>]
let ``means over three cells, which fill a decimal, are summed beside whole points`` () =
    let r = SignFlip.test [ 40m / 3m; 20m / 3m; -11m; 5m ]
    Assert.Equal(8.0, float r.Hits)
    Assert.Equal(16.0, float r.Total)
