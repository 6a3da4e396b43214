module Harness.Paper.Tests.SpotCheckTests

open System
open System.IO
open Xunit
open Harness.Paper.Results
open Harness.Paper.Statistics
open Harness.Paper.Tables
open Harness.Paper.Tests

/// A run of MixPHM at N_D = 16 with these options, as a record.
let private fresh (folder: Samples.Folder) options score =
    File.WriteAllText(folder.Sub "config.yaml", $"method:\n  name: mixphm\n{options}train:\n  n_d: 16\n  lr: 0.01\n")
    FromRunsTests.recordOf "abc" folder.Path "k" "mixphm" 13 score 1

[<Fact>]
let ``the prediction interval is that of Student's t`` () =
    // mean 44, s = 2, n = 3: t(0.975, 2) = 4.30265, times 2·√(4/3).
    let interval = Summary.predictionInterval 0.95 [| 42.0; 44.0; 46.0 |]
    Assert.Equal(44.0 - 4.30265 * 2.0 * sqrt (4.0 / 3.0), interval.Low, 3)
    Assert.Equal(44.0 + 4.30265 * 2.0 * sqrt (4.0 / 3.0), interval.High, 3)
    Assert.False((Summary.predictionInterval 0.95 [| 42.0 |]).Contains 42.0)

[<Fact>]
let ``a run agrees where one more of the stored seeds would lie`` () =
    use folder = new Samples.Folder()
    // MixPHM at 16 has 44, 44.5 … 46.5.
    let stored = Samples.set 6 2.0
    let agreeing = SpotChecks.check stored (fresh folder "" 47.0)
    Assert.Equal((6, 45.25), (agreeing.Stored.Length, List.average agreeing.Stored))
    Assert.True agreeing.Agrees
    let broken = SpotChecks.check stored (fresh folder "" 20.0)
    Assert.False broken.Agrees
    let text = Console.render (SpotChecks.table "mixphm" [ agreeing; broken ])
    Assert.Contains("does not agree", text)
    Assert.Contains("42.7 to 47.8", text)

[<Fact>]
let ``runs of other options are another point, and a key that only one side knows is no difference`` () =
    use folder = new Samples.Folder()
    let stored =
        { Samples.set 6 2.0 with
            Configurations = [ "mixphm", "method:\n  name: mixphm\n  phm_rank: 8\ntrain:\n  n_d: 16\n  lr: 0.01\n" ] }
    Assert.True((SpotChecks.check stored (fresh folder "  phm_rank: 8\n  new_key: 1\n" 45.0)).Agrees)
    let other = SpotChecks.check stored (fresh folder "  phm_rank: 1\n" 45.0)
    Assert.Empty other.Stored
    Assert.False other.Agrees
    Assert.Contains("nothing stored to compare with", Console.render (SpotChecks.table "mixphm" [ other ]))
