/// From run folders to a result set.
module Harness.Paper.Results.FromRuns

open System.IO
open Harness.Runs

let private configuration (r: RunRecord) =
    let path = Path.Combine(r.Folder, RunFiles.Config)
    if File.Exists path then File.ReadAllText path else ""

/// The options of the method as the run's configuration has them, and its learning rate.
let private options (r: RunRecord) : Map<string, string> =
    FlatYaml.values (configuration r)
    |> List.choose (fun (path, value) ->
        if path.StartsWith "method." then Some(path[7..], value.Trim '\'')
        elif path = "train.lr" then Some("lr", value)
        else None)
    |> Map.ofList

/// By key: in which options a run differs from the other runs of its method in its experiment.
let private variants (records: RunRecord list) : Map<string, string> =
    records
    |> List.groupBy (fun r -> r.Experiment, r.Dataset, r.Backbone, r.Method)
    |> List.collect (fun (_, group) ->
        let all = group |> List.map (fun r -> r, options r)
        let keys = all |> List.collect (fun (_, o) -> o |> Map.toList |> List.map fst) |> List.distinct |> List.sort
        let differs keys = keys |> List.filter (fun k -> all |> List.distinctBy (fun (_, o) -> o.TryFind k) |> List.length > 1)
        let distinct keys = all |> List.distinctBy (fun (_, o) -> keys |> List.map (fun k -> o.TryFind k)) |> List.length
        // A rate that goes with the other options, because each has its own, tells nothing apart.
        let others = differs (keys |> List.except [ "lr" ])
        let differing = if distinct others = distinct (differs keys) then others else differs keys
        [ for r, o in all -> r.Key, differing |> List.choose (fun k -> o.TryFind k |> Option.map (fun v -> $"{k}={v}")) |> String.concat " " ])
    |> Map.ofList

let private row variant (r: RunRecord) : RunRow =
    { Key = r.Key; Paper = r.Paper; Experiment = r.Experiment; Scale = r.Scale; Dataset = r.Dataset; Backbone = r.Backbone
      Method = r.Method; Variant = variant; ND = r.NTrain; Seed = r.Seed; Kind = r.Kind; Trainable = r.Trainable; Total = r.Total; Percent = r.Percent
      Score = r.Score; DevScore = Option.ofNullable r.DevScore; ScoreLast = Option.ofNullable r.ScoreLast; BestStep = r.BestStep
      Steps = r.Steps; Seconds = r.Seconds; PeakMemoryMb = r.PeakMemoryMb
      Commit = r.Commit + (if r.Dirty then "+" else "") }

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

/// The configuration of the first run of each name, and how the others differ from it.
let private configurations (rows: Map<string, RunRow>) (records: RunRecord list) =
    let groups =
        records
        |> List.groupBy (fun r -> ResultSet.configurationName rows[r.Key])
        |> List.sortBy fst
        |> List.map (fun (name, group) -> name, group |> List.sortBy (fun r -> r.NTrain, r.Seed, r.Key))
        |> List.filter (fun (_, group) -> configuration group.Head <> "")
    let settings =
        [ for _, group in groups do
              let first = configuration group.Head
              for r in group do
                  match FlatYaml.differences first (configuration r) with
                  | [] -> ()
                  | other -> r.Key, other ]
    [ for name, group in groups -> name, configuration group.Head ], Map.ofList settings

/// So many answers are kept over all runs together; with more runs, the first questions of each.
let private mostAnswers = 400_000

/// Answers stand in lines of their own, apart by tabs.
let private oneLine (text: string) = text.Replace('\t', ' ').ReplaceLineEndings " "

/// What every run answered, and the questions, once for all runs that were asked the same.
let private sheets (records: RunRecord list) =
    let answered = records |> List.filter (fun r -> File.Exists(Path.Combine(r.Folder, RunFiles.Predictions))) |> List.sortBy (fun r -> r.Key)
    let most = mostAnswers / max 1 answered.Length
    let all =
        [ for r in answered ->
              let lines = r.Predictions() |> Seq.truncate most |> List.ofSeq
              let questions = lines |> List.map (fun p -> oneLine p.QuestionId, oneLine p.Question, oneLine p.Answer)
              let id = (ResultSet.digestOf (questions |> List.map (fun (a, b, c) -> $"{a}\t{b}\t{c}\n") |> String.concat ""))[..7]
              { Id = id; Questions = questions }, { Key = r.Key; Sheet = id; Answers = lines |> List.map (fun p -> oneLine p.Prediction) } ]
    all |> List.map fst |> List.distinctBy (fun q -> q.Id) |> List.sortBy (fun q -> q.Id), List.map snd all

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
    let variant = variants chosen
    let rows = chosen |> List.map (fun r -> row variant[r.Key] r) |> List.sortBy RunRow.order
    let configurations, settings = configurations (rows |> List.map (fun r -> r.Key, r) |> Map.ofList) chosen
    let questions, answers = sheets chosen
    { Paper = paper
      Scale = scale
      Rows = rows
      Surroundings = surroundings chosen
      Datasets = chosen |> sources (fun r -> r.Dataset) (fun r -> r.DataDigest)
      Backbones = chosen |> sources (fun r -> r.Backbone) (fun r -> r.BackboneDigest)
      Configurations = configurations
      Settings = settings
      Examples = examples 12 main
      Questions = questions
      Answers = answers
      Measures = Map [ for r in chosen do if r.Measures.Count > 0 then r.Key, [ for KeyValue(name, value) in r.Measures -> name, value ] ]
      Similarities = [] }

/// Every run of the store; where a cell was run under several configurations or code versions, the latest counts.
let ofStore paper scale (store: RunStore) =
    store.Runs
    |> Seq.groupBy (fun r -> (r.Paper, r.Scale, r.Experiment, r.Dataset, r.Backbone), (r.Method, options r, r.NTrain, r.Seed))
    |> Seq.map (fun (_, group) -> group |> Seq.maxBy (fun r -> r.Started, r.Key))
    |> ofRecords paper scale
