/// Reads `claims.json`: an array of objects with id, sentence, item, kind, scope, experiment (main if left out), dataset (all if left out), predicate, tolerance, why, analysis (optional).
module Harness.Paper.Claims.ClaimFile

open System.IO
open System.Text.Json
open Harness.Data.Files

let private kinds = [ "structural"; "ordering"; "difference"; "value"; "ratio" ]

let private str (name: string) (e: JsonElement) = e.GetProperty(name).GetString() |> Option.ofObj |> Option.defaultValue ""
let private num (name: string) (e: JsonElement) = e.GetProperty(name).GetDouble()
let private whole (name: string) (e: JsonElement) = e.GetProperty(name).GetInt32()
let private strings (name: string) (e: JsonElement) = [ for x in e.GetProperty(name).EnumerateArray() -> string x ]

let private wholes (name: string) (e: JsonElement) =
    match e.TryGetProperty name with
    | true, a -> [ for x in a.EnumerateArray() -> x.GetInt32() ]
    | _ -> []

let private predicate (e: JsonElement) =
    match str "type" e with
    | "count" -> Count(str "backbone" e, str "method" e, e.GetProperty("equals").GetInt64())
    | "count-ratio" -> CountRatio(str "backbone" e, str "numerator" e, str "denominator" e, num "least" e, num "most" e)
    | "equal-counts" -> EqualCounts(str "backbone" e, strings "methods" e)
    | "laws" -> Laws(strings "ids" e)
    | "beats" -> Beats(str "method" e, strings "others" e, wholes "sizes" e)
    | "none-consistently-above" -> NoneConsistentlyAbove(strings "methods" e, str "reference" e)
    | "below" -> Below(strings "methods" e, str "reference" e, whole "size" e)
    | "grows" -> Grows(strings "methods" e)
    | "spread-shrinks" -> SpreadShrinks(strings "methods" e)
    | "above-baselines" -> AboveBaselines(strings "methods" e, strings "baselines" e)
    | "gain" -> Gain(str "dataset" e, strings "methods" e, str "reference" e, num "least" e)
    | "gain-on-all" -> GainOnAll(strings "measures" e, strings "methods" e, str "reference" e)
    | "value" -> Value(str "dataset" e, str "method" e, whole "size" e, num "mean" e, str "mark" e)
    | other -> raise (UserErrorException($"predicate type '{other}' is unknown", 2))

let private scope text =
    match text with
    | "structural" -> Structural
    | "proxy" -> Proxy
    | "full" -> Full
    | other -> raise (UserErrorException($"scope '{other}' is unknown; structural, proxy and full exist", 2))

let private claim (e: JsonElement) =
    let kind = str "kind" e
    if not (List.contains kind kinds) then
        raise (UserErrorException($"""kind '{kind}' is unknown; {String.concat ", " kinds} exist""", 2))
    let optional (name: string) otherwise =
        match e.TryGetProperty name with
        | true, value -> string value
        | _ -> otherwise
    { Id = str "id" e
      Sentence = str "sentence" e
      Item = str "item" e
      Kind = kind
      Scope = scope (str "scope" e)
      Predicate = predicate (e.GetProperty "predicate")
      Experiment = optional "experiment" "main"
      Dataset = optional "dataset" ""
      Tolerance = num "tolerance" e
      Why = str "why" e
      Analysis = optional "analysis" "" }

/// <param name="name">File name, for messages.</param>
/// <exception cref="T:Harness.Data.Files.UserErrorException">Not such a file; exit code 2. The message names the claim.</exception>
let parse (name: string) (text: string) =
    try
        use document = JsonDocument.Parse text
        document.RootElement.EnumerateArray()
        |> Seq.mapi (fun i e ->
            try
                claim e
            with
            | :? UserErrorException as problem -> raise (UserErrorException($"{name}, claim {i + 1}: {problem.Message}", 2))
            | :? System.Collections.Generic.KeyNotFoundException
            | :? System.InvalidOperationException ->
                raise (UserErrorException($"{name}, claim {i + 1}: a field is missing or has the wrong type", 2)))
        |> List.ofSeq
    with :? JsonException as e ->
        raise (UserErrorException($"{name} is not valid JSON: {e.Message}", 2))

let read (path: string) =
    if not (File.Exists path) then
        raise (UserErrorException($"{path} is missing", 3))
    parse path (File.ReadAllText path)
