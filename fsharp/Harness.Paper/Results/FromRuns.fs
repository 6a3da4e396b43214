/// From run folders to a result set.
module Harness.Paper.Results.FromRuns

open System.IO
open Harness.Data
open Harness.Runs.Store

let private configuration (r: RunRecord) =
    let path = Path.Combine(r.Folder, RunFiles.Config)
    if File.Exists path then File.ReadAllText path else ""

/// A run with its whole configuration as YAML: what names and variants are made from.
type private Described = { Row: RunRow; Configuration: string }

/// The options of the method as a configuration has them, and its learning rate.
let private options configuration : Map<string, string> =
    FlatYaml.values configuration
    |> List.choose (fun (path, value) ->
        if path.StartsWith "method." then Some(path[7..], value.Trim '\'')
        elif path = "train.lr" then Some("lr", value)
        else None)
    |> Map.ofList

/// The same runs; each says in which options it differs from the other runs of its method in its experiment.
let private withVariants (runs: Described list) =
    runs
    |> List.groupBy (fun r -> r.Row.Experiment, r.Row.Dataset, r.Row.Backbone, r.Row.Method)
    |> List.collect (fun (_, group) ->
        let all = group |> List.map (fun r -> r, options r.Configuration)
        let keys = all |> List.collect (fun (_, o) -> o |> Map.toList |> List.map fst) |> List.distinct |> List.sort
        let differs keys = keys |> List.filter (fun k -> all |> List.distinctBy (fun (_, o) -> o.TryFind k) |> List.length > 1)
        let distinct keys = all |> List.distinctBy (fun (_, o) -> keys |> List.map (fun k -> o.TryFind k)) |> List.length
        // A rate that goes with the other options, because each has its own, tells nothing apart.
        let others = differs (keys |> List.except [ "lr" ])
        let differing = if distinct others = distinct (differs keys) then others else differs keys
        [ for r, o in all ->
              { r with
                  Row.Variant =
                      differing |> List.choose (fun k -> o.TryFind k |> Option.map (fun v -> $"{k}={v}")) |> String.concat " " } ])

let private describe (r: RunRecord) =
    { Configuration = configuration r
      Row =
        { Key = r.Key
          Paper = r.Paper
          Experiment = r.Experiment
          Scale = r.Scale
          Dataset = r.Dataset
          Backbone = r.Backbone
          Method = r.Method
          Variant = ""
          ND = r.NTrain
          Seed = r.Seed
          Kind = r.Kind
          Trainable = r.Trainable
          Total = r.Total
          Percent = r.Percent
          Score = r.Score
          DevScore = Option.ofNullable r.DevScore
          ScoreLast = Option.ofNullable r.ScoreLast
          BestStep = r.BestStep
          Steps = r.Steps
          Seconds = r.Seconds
          PeakMemoryMb = r.PeakMemoryMb
          Commit = r.Commit + (if r.Dirty then "+" else "") } }

let private surroundings (records: RunRecord list) =
    records
    |> List.groupBy (fun r ->
        { Commit = r.Commit
          Dirty = r.Dirty
          Packages = r.Packages
          Torch = r.Torch
          Cpu = r.Cpu
          Threads = r.Threads
          Blas = r.Blas
          Os = r.Os
          Dotnet = r.Dotnet
          Determinism = r.Determinism
          Runs = 0 })
    |> List.map (fun (s, group) -> { s with Runs = group.Length })
    |> List.sort

let private sources name digest (records: RunRecord list) =
    records
    |> List.map (fun r -> { Name = name r; Digest = digest r })
    |> List.filter (fun s -> s.Digest <> "")
    |> List.distinct
    |> List.sort

/// Rows, and the configuration of the first run of each name with how the others differ from it.
let private assembled (runs: Described list) set =
    let named = withVariants runs
    let groups =
        named
        |> List.groupBy (fun r -> ResultSet.configurationName r.Row)
        |> List.sortBy fst
        |> List.map (fun (name, group) -> name, group |> List.sortBy (fun r -> r.Row.ND, r.Row.Seed, r.Row.Key))
        |> List.filter (fun (_, group) -> group.Head.Configuration <> "")
    let settings =
        [ for _, group in groups do
              let first = group.Head.Configuration
              for r in group do
                  match FlatYaml.differences first r.Configuration with
                  | [] -> ()
                  | other -> r.Row.Key, other ]
    { set with
        Rows = named |> List.map (fun r -> r.Row) |> List.sortBy RunRow.order
        Configurations = [ for name, group in groups -> name, group.Head.Configuration ]
        Settings = Map.ofList settings }

/// So many answers are kept over all runs together; with more runs, the first questions of each.
let private mostAnswers = 400_000

/// Answers stand in lines of their own, apart by tabs.
let private oneLine (text: string) = text.Replace('\t', ' ').ReplaceLineEndings " "

let private sheet questions =
    { Id = (FileDigest.OfTexts(questions |> List.map (fun (a, b, c) -> $"{a}\t{b}\t{c}\n")))[..7]
      Questions = questions }

/// As many of each run's answers as may be kept of so many runs, with the questions to them.
let private limited (questions: QuestionSheet list) (answers: AnswerSheet list) =
    let most = mostAnswers / max 1 answers.Length
    let short = Map [ for q in questions -> q.Id, sheet (List.truncate most q.Questions) ]
    let asked = answers |> List.map (fun a -> short[a.Sheet]) |> List.distinct |> List.sortBy (fun q -> q.Id)
    asked, [ for a in answers -> { a with Sheet = short[a.Sheet].Id; Answers = List.truncate most a.Answers } ]

/// What every run answered, and the questions, once for all runs that were asked the same.
let private sheets (records: RunRecord list) =
    let answered =
        records
        |> List.filter (fun r -> File.Exists(Path.Combine(r.Folder, RunFiles.Predictions)))
        |> List.sortBy (fun r -> r.Key)
    let most = mostAnswers / max 1 answered.Length
    let all =
        [ for r in answered ->
              let lines = r.Predictions() |> Seq.truncate most |> List.ofSeq
              let questions = lines |> List.map (fun p -> oneLine p.QuestionId, oneLine p.Question, oneLine p.Answer)
              let asked = sheet questions
              asked, { Key = r.Key; Sheet = asked.Id; Answers = lines |> List.map (fun p -> oneLine p.Prediction) } ]
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
              { Method = r.Method
                QuestionId = p.QuestionId
                AnswerType = p.AnswerType
                Question = p.Question
                Answer = p.Answer
                Prediction = p.Prediction
                Correct = p.Correct } ])

/// The runs of one paper and scale as a result set, in a fixed order.
let ofRecords paper scale (records: seq<RunRecord>) =
    let chosen = records |> Seq.filter (fun r -> r.Paper = paper && r.Scale = scale) |> List.ofSeq
    let questions, answers = sheets chosen
    { ResultSet.empty paper scale with
        Surroundings = surroundings chosen
        Datasets = chosen |> sources (fun r -> r.Dataset) (fun r -> r.DataDigest)
        Backbones = chosen |> sources (fun r -> r.Backbone) (fun r -> r.BackboneDigest)
        Examples = chosen |> List.filter (fun r -> r.Experiment = "main") |> examples 12
        Questions = questions
        Answers = answers
        Measures =
            Map
                [ for r in chosen do
                      if r.Measures.Count > 0 then
                          r.Key, [ for KeyValue(name, value) in r.Measures -> name, value ] ] }
    |> assembled (List.map describe chosen)

/// What was asked of a run, whatever code answered.
let private cell (r: Described) =
    (r.Row.Experiment, r.Row.Dataset, r.Row.Backbone), (r.Row.Method, options r.Configuration, r.Row.ND, r.Row.Seed)

/// Every run of the store; where a cell was run under several configurations or code versions, the latest counts.
let ofStore paper scale (store: RunStore) =
    store.Runs
    |> Seq.groupBy (fun r -> r.Paper, r.Scale, cell (describe r))
    |> Seq.map (fun (_, group) -> group |> Seq.maxBy (fun r -> r.Started, r.Key))
    |> ofRecords paper scale

/// The runs of both sets: the fresh ones, and those of the older set whose cells were not run again.
let add (fresh: ResultSet) (older: ResultSet) =
    let described (set: ResultSet) =
        set.Rows |> List.map (fun row -> { Row = row; Configuration = ResultSet.configuration set row })
    let again = described fresh |> List.map cell |> Set
    let kept = described older |> List.filter (fun r -> not (again.Contains(cell r)))
    let keys = kept |> List.map (fun r -> r.Row.Key) |> Set
    let left (s: Surroundings) =
        let ofCommit = kept |> List.filter (fun r -> r.Row.Commit = s.Commit + (if s.Dirty then "+" else "")) |> List.length
        { s with Runs = min s.Runs ofCommit }
    let surroundings =
        (older.Surroundings |> List.map left) @ fresh.Surroundings
        |> List.filter (fun s -> s.Runs > 0)
        |> List.groupBy (fun s -> { s with Runs = 0 })
        |> List.map (fun (s, group) -> { s with Runs = group |> List.sumBy (fun g -> g.Runs) })
        |> List.sort
    let questions, answers =
        fresh.Answers @ (older.Answers |> List.filter (fun a -> keys.Contains a.Key))
        |> List.sortBy (fun a -> a.Key)
        |> limited (fresh.Questions @ older.Questions)
    let examplesOf = fresh.Examples |> List.map (fun e -> e.Method) |> Set
    { fresh with
        Surroundings = surroundings
        Datasets = fresh.Datasets @ older.Datasets |> List.distinct |> List.sort
        Backbones = fresh.Backbones @ older.Backbones |> List.distinct |> List.sort
        Examples =
            fresh.Examples @ (older.Examples |> List.filter (fun e -> not (examplesOf.Contains e.Method)))
            |> List.sortBy (fun e -> e.Method)
        Questions = questions
        Answers = answers
        Measures =
            older.Measures
            |> Map.filter (fun key _ -> keys.Contains key)
            |> Map.fold (fun all key value -> Map.add key value all) fresh.Measures
        Similarities = fresh.Similarities @ (older.Similarities |> List.filter (fun s -> keys.Contains s.Run)) }
    |> assembled (described fresh @ kept)

/// A run as a row, and the stored runs that differ from it in the seed alone.
let besideSeeds (stored: ResultSet) (record: RunRecord) =
    let fresh = describe record
    let wanted = options fresh.Configuration
    // A key that one of the two does not know is no difference: configurations gain keys.
    let same row =
        options (ResultSet.configuration stored row)
        |> Map.forall (fun key value -> Option.forall ((=) value) (wanted.TryFind key))
    let place (row: RunRow) = row.Experiment, row.Dataset, row.Backbone, row.Method, row.ND
    let seeds = stored.Rows |> List.filter (fun row -> place row = place fresh.Row && same row)
    { fresh.Row with Variant = seeds |> List.tryHead |> Option.map _.Variant |> Option.defaultValue "" }, seeds
