/// From run folders to a result set.
module Harness.Paper.Results.FromRuns

open System.IO
open Harness.Runs

let private row (r: RunRecord) : RunRow =
    { Key = r.Key; Paper = r.Paper; Experiment = r.Experiment; Scale = r.Scale; Dataset = r.Dataset; Backbone = r.Backbone
      Method = r.Method; ND = r.NTrain; Seed = r.Seed; Kind = r.Kind; Trainable = r.Trainable; Total = r.Total; Percent = r.Percent
      Score = r.Score; DevScore = Option.ofNullable r.DevScore; ScoreLast = Option.ofNullable r.ScoreLast; BestStep = r.BestStep
      Steps = r.Steps; Seconds = r.Seconds; PeakMemoryMb = r.PeakMemoryMb }

let private surroundings (records: RunRecord list) =
    records
    |> List.groupBy (fun r ->
        { Commit = r.Commit; Dirty = r.Dirty; Packages = r.Packages; Torch = r.Torch; Cpu = r.Cpu; Threads = r.Threads; Blas = r.Blas
          Os = r.Os; Dotnet = r.Dotnet; Determinism = r.Determinism; Runs = 0 })
    |> List.map (fun (s, group) -> { s with Runs = group.Length })
    |> List.sort

let private sources name digest (records: RunRecord list) =
    records
    |> List.map (fun r -> { Name = name r; Digest = digest r })
    |> List.filter (fun s -> s.Digest <> "")
    |> List.distinct
    |> List.sort

/// The first run of each method: smallest N_D, then smallest seed.
let private firsts (records: RunRecord list) =
    records
    |> List.groupBy (fun r -> r.Method)
    |> List.map (fun (_, group) -> group |> List.minBy (fun r -> r.NTrain, r.Seed, r.Key))
    |> List.sortBy (fun r -> r.Method)

let private configuration (r: RunRecord) =
    let path = Path.Combine(r.Folder, RunFiles.Config)
    if File.Exists path then Some(r.Method, File.ReadAllText path) else None

/// Answers of each method's run with the largest N_D and smallest seed, to the same few questions.
let private examples count (records: RunRecord list) =
    records
    |> List.groupBy (fun r -> r.Method)
    |> List.sortBy fst
    |> List.map (fun (_, group) -> group |> List.minBy (fun r -> -r.NTrain, r.Seed, r.Key))
    |> List.filter (fun r -> File.Exists(Path.Combine(r.Folder, RunFiles.Predictions)))
    |> List.collect (fun r ->
        [ for p in Seq.truncate count (r.Predictions()) ->
              { Method = r.Method; QuestionId = p.QuestionId; AnswerType = p.AnswerType; Question = p.Question; Answer = p.Answer
                Prediction = p.Prediction; Correct = p.Correct } ])

/// The runs of one paper and scale as a result set, in a fixed order.
let ofRecords paper scale (records: seq<RunRecord>) =
    let chosen = records |> Seq.filter (fun r -> r.Paper = paper && r.Scale = scale) |> List.ofSeq
    let main = chosen |> List.filter (fun r -> r.Experiment = "main")
    { Paper = paper
      Scale = scale
      Rows = chosen |> List.map row |> List.sortBy RunRow.order
      Surroundings = surroundings chosen
      Datasets = chosen |> sources (fun r -> r.Dataset) (fun r -> r.DataDigest)
      Backbones = chosen |> sources (fun r -> r.Backbone) (fun r -> r.BackboneDigest)
      Configurations = firsts main |> List.choose configuration
      Examples = examples 12 main }

/// Every run of the store; where a cell was run under several configurations or code versions, the latest counts.
let ofStore paper scale (store: RunStore) =
    store.Runs
    |> Seq.groupBy (fun r -> r.Paper, r.Scale, r.Experiment, r.Dataset, r.Backbone, r.Method, r.NTrain, r.Seed)
    |> Seq.map (fun (_, group) -> group |> Seq.maxBy (fun r -> r.Started, r.Key))
    |> ofRecords paper scale
