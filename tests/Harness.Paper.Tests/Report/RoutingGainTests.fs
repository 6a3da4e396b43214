module Harness.Paper.Tests.RoutingGainTests

open System.IO
open Xunit
open Harness.Paper.Report
open Harness.Paper.Results
open Harness.Paper.Tests

let private run (name: string) seed score =
    match name.Split(' ', 2) with
    | [| method; variant |] ->
        { Samples.row method 3000 seed score with
            Paper = "routing"
            Variant = variant
            Key = $"{name}-{seed}" }
    | _ -> { Samples.row name 3000 seed score with Paper = "routing" }

let private rows scores =
    [ for name, values in scores do
          for seed, score in List.zip [ 1 .. List.length values ] values -> run name seed score ]
let private set scores = { ResultSet.empty "routing" "proxy" with Rows = rows scores }

let private plain, add, mul =
    "routing_lora routing=none", "routing_lora routing=element_add", "routing_lora routing=element_mul"

[<Fact>]
let ``the best function stands beside no function and the better baseline`` () =
    let found =
        RoutingGain.all (
            set
                [ plain, [ 50.0; 52.0 ]
                  add, [ 51.0; 54.0 ]
                  mul, [ 40.0; 60.0 ]
                  "blind", [ 30.0; 31.0 ]
                  "majority", [ 28.0; 29.0 ] ]
        )
    let gain = Assert.Single found
    Assert.Equal((51.0, 52.5, Some 30.5), (gain.Plain.Mean, gain.Routed.Mean, gain.Floor |> Option.map _.Mean))
    Assert.EndsWith(
        "LoRA, x_t + x_v (the best function) 52.50; LoRA, no routing 51.00; Blind (question only) 30.50. The function is ahead, by no more than 2 seeds can tell from chance (p = 0.5).",
        gain.Sentence
    )

[<Fact>]
let ``rows below what needs no picture say nothing about routing`` () =
    let gain = RoutingGain.all (set [ plain, [ 20.0; 22.0 ]; add, [ 19.0; 21.0 ]; "majority", [ 25.0; 26.0 ] ]) |> Assert.Single
    Assert.EndsWith(
        "Majority answer 25.50. No row is above what needs no picture, so this says nothing about routing.",
        gain.Sentence
    )

[<Fact>]
let ``each method has a comparison of its own, and seeds enough tell apart`` () =
    let six x = [ for i in 0..5 -> x + float i ]
    let found =
        RoutingGain.all (
            set
                [ plain, six 10.0
                  add, six 12.0
                  "routing_adapter routing=none", six 9.0
                  "routing_adapter routing=vllora", six 8.0
                  "full", six 30.0 ]
        )
    Assert.Equal<string list>([ "LoRA"; "Adapter" ], found |> List.map _.Method)
    Assert.EndsWith("The function is ahead, and an exact paired test agrees (p = 0.0312).", found.Head.Sentence)
    Assert.EndsWith("(the best function) 10.50; Adapter, no routing 11.50. No function is ahead of none.", found[1].Sentence)

[<Fact>]
let ``committed runs are those of the experiment and backbone, a set for each scale that is there`` () =
    use folder = new Samples.Folder()
    let elsewhere = { run add 1 1.0 with Backbone = "another"; Key = "e" }
    let ablation = { run add 1 1.0 with Experiment = "controls"; Key = "c" }
    let kept = set [ plain, [ 1.0 ] ]
    for scale in [ "proxy"; "full" ] do
        ResultFiles.write
            (Path.Combine(folder.Path, "results", scale))
            { kept with
                Scale = scale
                Rows = elsewhere :: ablation :: kept.Rows |> List.map (fun r -> { r with Scale = scale }) }
    let sets = RoutingGain.committed folder.Path "main" "vl-t5-small"
    Assert.Equal<string list>([ "proxy"; "full" ], sets |> List.map _.Scale)
    for s in sets do
        Assert.Equal(plain, RunRow.name (Assert.Single s.Rows))
    Assert.Empty(RoutingGain.committed folder.Path "multitask" "vl-t5-small")
