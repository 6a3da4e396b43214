module Harness.Paper.Tests.FromRunsTests

open System
open System.Collections.Generic
open System.IO
open Xunit
open Harness.Paper.Results
open Harness.Paper.Tests
open Harness.Runs.Store

let recordOf (commit: string) (folder: string) key method seed score (started: int) =
    RunRecord(
        Key = key,
        Paper = "mixphm",
        Experiment = "main",
        Scale = "proxy",
        Dataset = "stamp-scenes",
        Backbone = "vl-t5-small",
        Method = method,
        NTrain = 16,
        Seed = seed,
        Kind = "run",
        Trainable = 4000L,
        Total = 200000L,
        Percent = 2.0,
        Score = score,
        Seconds = 1.5,
        Started = DateTimeOffset(2026, 1, started, 0, 0, 0, TimeSpan.Zero),
        Commit = commit,
        Dirty = false,
        Packages = "cpu",
        Torch = "1.13",
        Gpu = "",
        Cpu = "x",
        Threads = 1,
        Blas = "OpenBLAS",
        Os = "Linux",
        Dotnet = "10",
        PeakMemoryMb = 10.0,
        ConfigDigest = "c",
        CodeVersion = "v",
        DataDigest = "d",
        BackboneDigest = "b",
        Protocol = "1",
        Determinism = "bitwise",
        Command = "run",
        Files = Dictionary<string, string>(),
        Folder = folder
    )

let private record = recordOf "abc"

[<Fact>]
let ``records become rows with sources, surroundings, configuration and examples`` () =
    use folder = new Samples.Folder()
    File.WriteAllText(folder.Sub "config.yaml", "method: mixphm\n")
    File.WriteAllText(
        folder.Sub "predictions.jsonl",
        """{"question_id":"q1","picture_id":"p","form":"f","answer_type":"other","question":"what?","answer":"a","prediction":"b","correct":0}"""
        + "\n"
    )
    let set =
        FromRuns.ofRecords
            "mixphm"
            "proxy"
            [ record folder.Path "k2" "mixphm" 21 41.5 2; record folder.Path "k1" "mixphm" 13 40.5 1 ]
    Assert.Equal<(int * float) list>([ 13, 40.5; 21, 41.5 ], set.Rows |> List.map (fun r -> r.Seed, r.Score))
    Assert.Equal<Source list>([ { Name = "stamp-scenes"; Digest = "d" } ], set.Datasets)
    Assert.Equal(2, (List.exactlyOne set.Surroundings).Runs)
    Assert.Equal<(string * string) list>([ "mixphm", "method: mixphm\n" ], set.Configurations)
    Assert.Equal("b", (List.exactlyOne set.Examples).Prediction)

[<Fact>]
let ``runs of one method that differ in an option are variants; size and seed are none`` () =
    use folder = new Samples.Folder()
    let run key seed weight =
        let inner = Directory.CreateDirectory(folder.Sub key).FullName
        File.WriteAllText(
            Path.Combine(inner, "config.yaml"),
            $"method:\n  name: mixphm\n  red_w: {weight}\ntrain:\n  seed: {seed}\n"
        )
        record inner key "mixphm" seed 40.0 1
    let set = FromRuns.ofRecords "mixphm" "proxy" [ run "a" 13 "0"; run "b" 21 "0"; run "c" 13 "0.2" ]
    Assert.Equal<string list>([ "mixphm red_w=0"; "mixphm red_w=0"; "mixphm red_w=0.2" ], set.Rows |> List.map RunRow.name)
    Assert.Equal<string list>([ "mixphm red_w=0"; "mixphm red_w=0.2" ], set.Configurations |> List.map fst)
    let second = set.Rows |> List.find (fun r -> r.Key = "b")
    Assert.Equal(File.ReadAllText(Path.Combine(folder.Sub "b", "config.yaml")), ResultSet.configuration set second)

[<Fact>]
let ``other papers and scales are left out`` () =
    Assert.Empty((FromRuns.ofRecords "routing" "proxy" [ record "" "k" "mixphm" 13 1.0 1 ]).Rows)
    Assert.Empty((FromRuns.ofRecords "mixphm" "full" [ record "" "k" "mixphm" 13 1.0 1 ]).Rows)

[<Fact>]
let ``added runs stand beside the older ones, and replace those of the same cell`` () =
    use folder = new Samples.Folder()
    let run key method seed score rate commit =
        let inner = Directory.CreateDirectory(folder.Sub key).FullName
        File.WriteAllText(
            Path.Combine(inner, "config.yaml"),
            $"method:\n  name: {method}\ntrain:\n  seed: {seed}\n  lr: {rate}\n"
        )
        File.WriteAllText(
            Path.Combine(inner, "predictions.jsonl"),
            $$"""{"question_id":"q","picture_id":"p","form":"f","answer_type":"other","question":"what?","answer":"a","prediction":"{{key}}","correct":0}"""
            + "\n"
        )
        recordOf commit inner key method seed score 1
    let older =
        FromRuns.ofRecords
            "mixphm"
            "proxy"
            [ run "a" "mixphm" 13 40.0 "1" "first"; run "b" "lora" 13 50.0 "1" "first"; run "c" "lora" 21 51.0 "1" "second" ]
    let fresh = FromRuns.ofRecords "mixphm" "proxy" [ run "d" "mixphm" 21 42.0 "1" "third"; run "e" "lora" 21 53.0 "1" "third" ]
    let set = FromRuns.add fresh older
    Assert.Equal<string list>([ "b"; "e"; "a"; "d" ], set.Rows |> List.map (fun r -> r.Key))
    Assert.Equal<(string * int) list>([ "first", 2; "third", 2 ], set.Surroundings |> List.map (fun s -> s.Commit, s.Runs))
    Assert.Equal<string list>([ "a"; "b"; "d"; "e" ], set.Answers |> List.map (fun a -> a.Key))
    for row in set.Rows do
        Assert.Equal(File.ReadAllText(folder.Sub(Path.Combine(row.Key, "config.yaml"))), ResultSet.configuration set row)
    let other = FromRuns.add (FromRuns.ofRecords "mixphm" "proxy" [ run "f" "lora" 21 55.0 "2" "third" ]) older
    Assert.Equal<string list>([ "lora lr=1"; "lora lr=1"; "lora lr=2"; "mixphm" ], other.Rows |> List.map RunRow.name)
