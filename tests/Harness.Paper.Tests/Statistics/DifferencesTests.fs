module Harness.Paper.Tests.DifferencesTests

open System
open Xunit
open Harness.Data.Sampling
open Harness.Paper.Statistics

let private stream () = RandomStream.Root(1).Sub("bootstrap")

[<Fact>]
let ``seeds are paired and B minus A is what counts`` () =
    let d =
        Differences.bySeed
            (dict [ 13, 50.0; 21, 51.0; 42, 9.0 ] |> Collections.Generic.Dictionary)
            (dict [ 21, 53.0; 13, 51.0; 87, 0.0 ] |> Collections.Generic.Dictionary)
    Assert.Equal(2, d.Pairs)
    Assert.Equal(50.5, d.MeanA)
    Assert.Equal(52.0, d.MeanB)
    Assert.Equal(1.5, d.Mean)
    // Differences 1 and 2: mean 1.5, deviation 1/√2, t(0.975, 1) = 12.7062; half width 12.7062 · 0.5.
    Assert.Equal(1.5 - 6.3531, d.T95.Low, 4)
    Assert.Equal(0.5, d.P)
    Assert.Equal(0.5, d.SmallestReachable)

[<Fact>]
let ``without a common seed there is nothing to say`` () =
    let d =
        Differences.bySeed (Collections.Generic.Dictionary(dict [ 1, 2.0 ])) (Collections.Generic.Dictionary(dict [ 2, 2.0 ]))
    Assert.Equal((0, 1.0), (d.Pairs, d.P))
    Assert.True(Double.IsNaN d.Mean && Double.IsNaN d.T95.Low)

let private answers (scores: float list) = scores |> List.mapi (fun i s -> $"q{i}", s) |> dict |> Collections.Generic.Dictionary

[<Fact>]
let ``questions are paired, discordant ones counted, the interval holds the mean`` () =
    let a = answers ([ for i in 1..40 -> if i <= 20 then 1.0 else 0.0 ] @ [ 0.3 ])
    let b = answers ([ for i in 1..40 -> if i <= 30 then 1.0 else 0.0 ] @ [ 0.6 ] @ [ 1.0 ])
    let d = Differences.byQuestion (stream ()) a b
    Assert.Equal(41, d.Questions)
    Assert.Equal((0, 11), (d.OnlyA, d.OnlyB)) // ten of the forty, and 0.3 against 0.6
    Assert.Equal(McNemar.exact 0 11, d.McNemar)
    Assert.Equal(100.0 * 10.3 / 41.0, d.Mean, 10)
    Assert.True(d.Bootstrap95.Contains d.Mean && d.Bootstrap95.Low > 0.0)
    // The stream decides the resamples, and nothing else does.
    Assert.Equal(d, Differences.byQuestion (stream ()) a b)
    Assert.NotEqual(d.Bootstrap95, (Differences.byQuestion (RandomStream.Root(2)) a b).Bootstrap95)

[<Fact>]
let ``drawn means are those of the same resamples written down`` () =
    let xs = [| 1.0; 2.0; 4.0; 8.0; 16.0 |]
    let below () = let s = stream () in fun n -> s.NextInt n
    let written = Bootstrap.means xs (Bootstrap.indices (below ()) xs.Length 50)
    Assert.Equal<float[]>(written, Bootstrap.drawnMeans (below ()) 50 xs)
