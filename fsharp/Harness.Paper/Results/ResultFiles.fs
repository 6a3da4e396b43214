/// The committed form of a result set: `runs.csv`, `manifest.json`, `configurations/NAME.yaml` with `configurations/settings.csv` (in which
/// values each run differs), `examples.jsonl`, `questions-ID.tsv` and `answers.tsv` (what each run answered), `measures.csv` (measures beside the score), `similarities.csv`.
/// Small, in a fixed order, and enough to build every table again without the run folders.
module Harness.Paper.Results.ResultFiles

open System
open System.IO
open System.Text.Encodings.Web
open System.Text.Json
open System.Text.Json.Nodes
open Harness.Data
open Harness.Data.Files

/// Raised when the meaning of a field changes.
let private schema = 2

let private options =
    JsonSerializerOptions(WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n")
let private compact = JsonSerializerOptions(Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping)

let private node (pairs: (string * (JsonNode | null)) list) =
    let o = JsonObject()
    for name, value in pairs do
        o.Add(name, value)
    o

let private text (s: string) : JsonNode | null = JsonValue.Create s
let private whole (i: int) : JsonNode | null = JsonValue.Create i
let private array (items: seq<JsonObject>) : JsonNode | null = JsonArray [| for i in items -> (i :> JsonNode | null) |]
let private source (s: Source) = node [ "name", text s.Name; "digest", text s.Digest ]

let private surroundings (s: Surroundings) =
    node
        [ "commit", text s.Commit
          "dirty", JsonValue.Create s.Dirty
          "packages", text s.Packages
          "torch", text s.Torch
          "cpu", text s.Cpu
          "threads", whole s.Threads
          "blas", text s.Blas
          "os", text s.Os
          "dotnet", text s.Dotnet
          "determinism", text s.Determinism
          "runs", whole s.Runs ]

let private manifest set =
    node
        [ "schema", whole schema
          "paper", text set.Paper
          "scale", text set.Scale
          "runs", whole set.Rows.Length
          "runs_csv_sha256", text (ResultSet.digest set)
          "surroundings", array (set.Surroundings |> Seq.map surroundings)
          "datasets", array (set.Datasets |> Seq.map source)
          "backbones", array (set.Backbones |> Seq.map source) ]

let private example (e: Example) =
    node
        [ "method", text e.Method
          "question_id", text e.QuestionId
          "answer_type", text e.AnswerType
          "question", text e.Question
          "answer", text e.Answer
          "prediction", text e.Prediction
          "correct", JsonValue.Create e.Correct ]

let private similarityHeader = [ "run"; "name"; "n_d"; "seed"; "stack"; "layer"; "against"; "correlation"; "samples" ]

let private similarity (s: LayerSimilarity) =
    [ s.Run
      s.Name
      string s.ND
      string s.Seed
      s.Stack
      string s.Layer
      s.Against
      Csv.number s.Correlation
      string s.Samples ]

/// A name as a file's name; `read` turns it back.
let private fileName (name: string) = name.Replace('/', '~').Replace(' ', '+')
let private nameOf (file: string) = file.Replace('~', '/').Replace('+', ' ')

/// Every file of the set with its text, by path relative to the set's folder.
let files set =
    [ "runs.csv", ResultSet.csv set
      "manifest.json", (manifest set).ToJsonString options + "\n"
      for name, yaml in set.Configurations do
          $"configurations/{fileName name}.yaml", yaml
      if not set.Settings.IsEmpty then
          "configurations/settings.csv",
          Csv.write
              [ "run"; "key"; "value" ]
              [ for KeyValue(run, values) in set.Settings do
                    for path, value in values -> [ run; path; value ] ]
      if not set.Examples.IsEmpty then
          "examples.jsonl", String.concat "" [ for e in set.Examples -> (example e).ToJsonString compact + "\n" ]
      for sheet in set.Questions do
          $"questions-{sheet.Id}.tsv",
          String.concat "" [ for id, question, answer in sheet.Questions -> $"{id}\t{question}\t{answer}\n" ]
      if not set.Answers.IsEmpty then
          "answers.tsv", String.concat "" [ for a in set.Answers -> String.concat "\t" (a.Key :: a.Sheet :: a.Answers) + "\n" ]
      if not set.Measures.IsEmpty then
          "measures.csv",
          Csv.write
              [ "run"; "measure"; "value" ]
              [ for KeyValue(run, values) in set.Measures do
                    for name, value in values -> [ run; name; Csv.number value ] ]
      if not set.Similarities.IsEmpty then
          "similarities.csv", Csv.write similarityHeader (set.Similarities |> List.map similarity) ]

/// The files in `folder` that only some sets have.
let private notInEverySet (folder: string) =
    let inner = Path.Combine(folder, "configurations")
    [ for pattern in [ "examples.jsonl"; "questions-*.tsv"; "answers.tsv"; "measures.csv"; "similarities.csv" ] do
          yield! Directory.GetFiles(folder, pattern)
      if Directory.Exists inner then
          yield! Directory.GetFiles inner ]

/// Writes the set below `folder`, which is created; files of an earlier set that this one does not have are removed, since they would be read as its own.
let write (folder: string) set =
    let written =
        [ for path, content in files set do
              let target = Path.Combine(folder, path)
              Directory.CreateDirectory(Path.GetDirectoryName target |> Option.ofObj |> Option.defaultValue folder) |> ignore
              AtomicFile.WriteText(target, content)
              target ]
    for old in notInEverySet folder |> List.except written do
        File.Delete old

let private required (path: string) =
    if File.Exists path then
        File.ReadAllText path
    else
        raise (UserErrorException($"{path} is missing; a result set needs runs.csv and manifest.json", 3))

let private str (name: string) (e: JsonElement) = e.GetProperty(name).GetString() |> Option.ofObj |> Option.defaultValue ""
let private list (name: string) (e: JsonElement) = [ for x in e.GetProperty(name).EnumerateArray() -> x ]
let private readSource e = { Name = str "name" e; Digest = str "digest" e }

let private readSurroundings (e: JsonElement) =
    { Commit = str "commit" e
      Dirty = e.GetProperty("dirty").GetBoolean()
      Packages = str "packages" e
      Torch = str "torch" e
      Cpu = str "cpu" e
      Threads = e.GetProperty("threads").GetInt32()
      Blas = str "blas" e
      Os = str "os" e
      Dotnet = str "dotnet" e
      Determinism = str "determinism" e
      Runs = e.GetProperty("runs").GetInt32() }

let private readExample (line: string) =
    use document = JsonDocument.Parse line
    let e = document.RootElement
    { Method = str "method" e
      QuestionId = str "question_id" e
      AnswerType = str "answer_type" e
      Question = str "question" e
      Answer = str "answer" e
      Prediction = str "prediction" e
      Correct = e.GetProperty("correct").GetDouble() }

let private readRows (path: string) text =
    match Csv.parse text with
    | header :: rows when header = RunRow.header ->
        rows |> List.mapi (fun i fields -> RunRow.ofFields $"{path}, line {i + 2}" fields)
    | _ -> raise (UserErrorException($"""{path} does not begin with the columns {String.concat "," RunRow.header}""", 2))

let private ordinal (files: string[]) = files |> Array.sortWith (fun a b -> String.CompareOrdinal(a, b))

let private readConfigurations folder =
    let inner = Path.Combine(folder, "configurations")
    if Directory.Exists inner then
        [ for f in ordinal (Directory.GetFiles(inner, "*.yaml")) ->
              nameOf (string (Path.GetFileNameWithoutExtension f)), File.ReadAllText f ]
        |> List.sortBy fst
    else
        []

let private optional (path: string) read = if File.Exists path then read (File.ReadAllText path) else []

let private readSettings (path: string) =
    optional path (fun text -> Csv.parse text |> List.tail |> List.map (fun f -> f[0], (f[1], f[2])))
    |> List.groupBy fst
    |> List.map (fun (run, values) -> run, List.map snd values)
    |> Map.ofList

let private readMeasures (path: string) =
    optional path (fun text -> Csv.parse text |> List.tail |> List.map (fun f -> f[0], (f[1], Csv.parseNumber f[2])))
    |> List.groupBy fst
    |> List.map (fun (run, values) -> run, List.map snd values)
    |> Map.ofList

let private rowsOf (text: string) =
    [ for l in text.Split '\n' do
          if l <> "" then
              List.ofArray (l.Split '\t') ]

let private readQuestions folder =
    [ for f in ordinal (Directory.GetFiles(folder, "questions-*.tsv")) ->
          { Id = (string (Path.GetFileNameWithoutExtension f)).Substring("questions-".Length)
            Questions = rowsOf (File.ReadAllText f) |> List.map (fun r -> r[0], r[1], r[2]) } ]

let private readSimilarity (f: string list) =
    { Run = f[0]
      Name = f[1]
      ND = int f[2]
      Seed = int f[3]
      Stack = f[4]
      Layer = int f[5]
      Against = f[6]
      Correlation = Csv.parseNumber f[7]
      Samples = int f[8] }

/// Reads what <c>write</c> wrote.
/// <exception cref="T:Harness.Data.Files.UserErrorException">A file is missing (exit code 3) or is not what the manifest says (exit code 2).</exception>
let read (folder: string) =
    let path name = Path.Combine(folder, name)
    let csv, manifestText = required (path "runs.csv"), required (path "manifest.json")
    try
        use document = JsonDocument.Parse manifestText
        let m = document.RootElement
        if m.GetProperty("schema").GetInt32() <> schema then
            raise (
                UserErrorException(
                    $"""{path "manifest.json"} has schema {m.GetProperty("schema")}; this version reads {schema}""",
                    2
                )
            )
        if str "runs_csv_sha256" m <> FileDigest.OfTexts [ csv ] then
            raise (
                UserErrorException(
                    $"""{path "runs.csv"} was changed after its manifest was written; rebuild both from the runs""",
                    2
                )
            )
        { Paper = str "paper" m
          Scale = str "scale" m
          Rows = readRows (path "runs.csv") csv
          Surroundings = list "surroundings" m |> List.map readSurroundings
          Datasets = list "datasets" m |> List.map readSource
          Backbones = list "backbones" m |> List.map readSource
          Configurations = readConfigurations folder
          Settings = readSettings (path "configurations/settings.csv")
          Examples =
            optional (path "examples.jsonl") (fun text ->
                [ for l in text.Split '\n' do
                      if l <> "" then
                          readExample l ])
          Questions = readQuestions folder
          Answers =
            optional (path "answers.tsv") (rowsOf >> List.map (fun r -> { Key = r[0]; Sheet = r[1]; Answers = List.skip 2 r }))
          Measures = readMeasures (path "measures.csv")
          Similarities = optional (path "similarities.csv") (Csv.parse >> List.tail >> List.map readSimilarity)
          File = None }
        |> ResultSet.asFile
    with
    | :? JsonException as e -> raise (UserErrorException($"""{path "manifest.json"} is not valid JSON: {e.Message}""", 2))
    | :? ArgumentException
    | :? FormatException as e ->
        raise (
            UserErrorException($"""{folder}: a file does not read as it was written ({e.Message.ReplaceLineEndings " "})""", 2)
        )
    | :? Collections.Generic.KeyNotFoundException ->
        raise (UserErrorException($"""{path "manifest.json"} lacks a field; it should be written by the harness""", 2))
