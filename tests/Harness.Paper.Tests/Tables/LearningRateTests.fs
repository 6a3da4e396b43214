module Harness.Paper.Tests.LearningRateTests

open Xunit
open Harness.Paper.Results
open Harness.Paper.Tables
open Harness.Paper.Tests

/// LoRA at two rates: on dev the second is better, on test the first.
let private set =
    let sample = Samples.set 2 1.0
    let row = sample.Rows |> List.find (fun r -> r.Method = "full")
    { sample with
        Rows =
            [ for variant, dev, test in [ "lr=0.001 r=4", 40.0, 60.0; "lr=0.01 r=4", 50.0, 30.0 ] do
                  for seed in [ 13; 21 ] do
                      { row with
                          Experiment = "learning-rates"
                          Method = "lora"
                          Variant = variant
                          Seed = seed
                          DevScore = Some dev
                          Score = test } ] }

[<Fact>]
let ``dev decides which rate is taken`` () =
    let table = List.exactlyOne (LearningRates.all set)
    let cells = table.Rows |> List.map (fun r -> r.Cells |> List.map (fst >> Cell.plain 2))
    Assert.Equal<string list list>(
        [ [ "LoRA, rank 4"; "0.001"; "40.00 ± 0.00"; "" ]; [ "LoRA, rank 4"; "0.01"; "50.00 ± 0.00"; "yes" ] ],
        cells
    )

[<Fact>]
let ``a search of rates is no ablation and no comparison`` () =
    Assert.Empty(MainTable.all set)
    Assert.Empty(AblationTable.all set)

[<Fact>]
let ``a search in another setting has a table of its own`` () =
    let patches = set.Rows |> List.map (fun r -> { r with Experiment = "learning-rates-patches"; Key = "p" + r.Key })
    let tables = LearningRates.all { set with Rows = set.Rows @ patches }
    Assert.Equal<string list>(
        [ "learning-rates"; "learning-rates-patches" ],
        tables |> List.map (fun t -> t.Id[.. t.Id.LastIndexOf "-stamp" - 1])
    )
    Assert.All(tables, fun t -> Assert.Equal(2, t.Rows.Length))
