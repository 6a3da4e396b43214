/// The committed form of a result set: `runs.csv`, `manifest.json`, `configurations/METHOD.yaml`, `examples.jsonl`.
/// Small, in a fixed order, and enough to build every table again without the run folders.
module Harness.Paper.Results.ResultFiles

open System
open System.IO
open System.Text.Encodings.Web
open System.Text.Json
open System.Text.Json.Nodes
open Harness.Data

/// Raised when the meaning of a field changes.
let private schema = 1

let private options = JsonSerializerOptions(WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n")
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
        [ "commit", text s.Commit; "dirty", JsonValue.Create s.Dirty; "packages", text s.Packages; "torch", text s.Torch
          "cpu", text s.Cpu; "threads", whole s.Threads; "blas", text s.Blas; "os", text s.Os; "dotnet", text s.Dotnet
          "determinism", text s.Determinism; "runs", whole s.Runs ]

let private manifest set =
    node
        [ "schema", whole schema; "paper", text set.Paper; "scale", text set.Scale; "runs", whole set.Rows.Length
          "runs_csv_sha256", text (ResultSet.digest set); "surroundings", array (set.Surroundings |> Seq.map surroundings)
          "datasets", array (set.Datasets |> Seq.map source); "backbones", array (set.Backbones |> Seq.map source) ]

let private example (e: Example) =
    node
        [ "method", text e.Method; "question_id", text e.QuestionId; "answer_type", text e.AnswerType; "question", text e.Question
          "answer", text e.Answer; "prediction", text e.Prediction; "correct", JsonValue.Create e.Correct ]

/// Every file of the set with its text, by path relative to the set's folder.
let files set =
    [ "runs.csv", ResultSet.csv set
      "manifest.json", (manifest set).ToJsonString options + "\n"
      for method, yaml in set.Configurations do
          $"configurations/{method}.yaml", yaml
      if not set.Examples.IsEmpty then
          "examples.jsonl", String.concat "" [ for e in set.Examples -> (example e).ToJsonString compact + "\n" ] ]

/// Writes the set below `folder`, which is created.
let write (folder: string) set =
    for path, content in files set do
        let target = Path.Combine(folder, path)
        Directory.CreateDirectory(Path.GetDirectoryName target |> Option.ofObj |> Option.defaultValue folder) |> ignore
        File.WriteAllText(target, content)

let private required (path: string) =
    if File.Exists path then
        File.ReadAllText path
    else
        raise (UserErrorException($"{path} is missing; a result set needs runs.csv and manifest.json", 3))

let private str (name: string) (e: JsonElement) = e.GetProperty(name).GetString() |> Option.ofObj |> Option.defaultValue ""
let private list (name: string) (e: JsonElement) = [ for x in e.GetProperty(name).EnumerateArray() -> x ]
let private readSource e = { Name = str "name" e; Digest = str "digest" e }

let private readSurroundings (e: JsonElement) =
    { Commit = str "commit" e; Dirty = e.GetProperty("dirty").GetBoolean(); Packages = str "packages" e; Torch = str "torch" e
      Cpu = str "cpu" e; Threads = e.GetProperty("threads").GetInt32(); Blas = str "blas" e; Os = str "os" e
      Dotnet = str "dotnet" e; Determinism = str "determinism" e; Runs = e.GetProperty("runs").GetInt32() }

let private readExample (line: string) =
    use document = JsonDocument.Parse line
    let e = document.RootElement
    { Method = str "method" e; QuestionId = str "question_id" e; AnswerType = str "answer_type" e; Question = str "question" e
      Answer = str "answer" e; Prediction = str "prediction" e; Correct = e.GetProperty("correct").GetDouble() }

let private readRows (path: string) text =
    match Csv.parse text with
    | header :: rows when header = RunRow.header -> rows |> List.mapi (fun i fields -> RunRow.ofFields $"{path}, line {i + 2}" fields)
    | _ -> raise (UserErrorException($"""{path} does not begin with the columns {String.concat "," RunRow.header}""", 2))

let private readConfigurations folder =
    let inner = Path.Combine(folder, "configurations")
    if Directory.Exists inner then
        [ for f in Directory.GetFiles(inner, "*.yaml") |> Array.sortWith (fun a b -> String.CompareOrdinal(a, b)) ->
              string (Path.GetFileNameWithoutExtension f), File.ReadAllText f ]
    else
        []

/// Reads what <c>write</c> wrote.
/// <exception cref="T:Harness.Data.UserErrorException">A file is missing (exit code 3) or is not what the manifest says (exit code 2).</exception>
let read (folder: string) =
    let path name = Path.Combine(folder, name)
    let csv, manifestText = required (path "runs.csv"), required (path "manifest.json")
    try
        use document = JsonDocument.Parse manifestText
        let m = document.RootElement
        if m.GetProperty("schema").GetInt32() <> schema then
            raise (UserErrorException($"""{path "manifest.json"} has schema {m.GetProperty("schema")}; this version reads {schema}""", 2))
        if str "runs_csv_sha256" m <> ResultSet.digestOf csv then
            raise (UserErrorException($"""{path "runs.csv"} was changed after its manifest was written; rebuild both from the runs""", 2))
        { Paper = str "paper" m
          Scale = str "scale" m
          Rows = readRows (path "runs.csv") csv
          Surroundings = list "surroundings" m |> List.map readSurroundings
          Datasets = list "datasets" m |> List.map readSource
          Backbones = list "backbones" m |> List.map readSource
          Configurations = readConfigurations folder
          Examples = if File.Exists(path "examples.jsonl") then [ for l in File.ReadLines(path "examples.jsonl") -> readExample l ] else [] }
    with
    | :? JsonException as e -> raise (UserErrorException($"""{path "manifest.json"} is not valid JSON: {e.Message}""", 2))
    | :? Collections.Generic.KeyNotFoundException ->
        raise (UserErrorException($"""{path "manifest.json"} lacks a field; it should be written by the harness""", 2))
