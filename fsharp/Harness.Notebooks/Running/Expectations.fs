namespace Harness.Notebooks.Running

open System
open System.Globalization
open System.IO
open System.Text.Json
open System.Text.Json.Nodes
open Harness.Data.Files
open Harness.Notebooks.Documents

/// What a notebook's exports must be, and by how much a number may differ.
type Expectation = { Value: ExportedValue; Tolerance: float }

/// The committed expectations of a notebook: `expectations/<notebook>.json` beside it, in the form
/// { "values": { "name": { "value": 12.5, "tolerance": 0.01 }, … } }. The tolerance is absolute and 0 when left out.
[<RequireQualifiedAccess>]
module Expectations =

    let pathFor (notebook: string) : string =
        let folder =
            match Path.GetDirectoryName(Path.GetFullPath notebook) with
            | null -> "."
            | found -> found
        Path.Combine(folder, "expectations", string (Path.GetFileNameWithoutExtension notebook) + ".json")

    let private bad (path: string) (what: string) : 'T = raise (UserErrorException($"{path}: {what}.", 2))

    let private number (node: JsonNode | null) =
        match node with
        | :? JsonValue as value when value.GetValueKind() = JsonValueKind.Number -> Some(value.GetValue<float>())
        | _ -> None

    let private value (path: string) (name: string) (node: JsonNode | null) : ExportedValue =
        match node, number node with
        | _, Some found -> ExportedValue.Number found
        | (:? JsonArray as items), _ ->
            ExportedValue.Numbers
                [ for item in items do
                      number item |> Option.defaultWith (fun () -> bad path $"'{name}' must list numbers only") ]
        | (:? JsonValue as leaf), _ when leaf.GetValueKind() = JsonValueKind.String -> ExportedValue.Text(leaf.GetValue<string>())
        | (:? JsonValue as leaf), _ when leaf.GetValueKind() = JsonValueKind.True -> ExportedValue.Flag true
        | (:? JsonValue as leaf), _ when leaf.GetValueKind() = JsonValueKind.False -> ExportedValue.Flag false
        | _ -> bad path $"'{name}' needs a 'value' that is a number, a text, a bool or a list of numbers"

    /// None when the notebook has no expectations file. Errors: UserErrorException (exit code 2) for a malformed one.
    let read (path: string) : Map<string, Expectation> option =
        if not (File.Exists path) then
            None
        else
            let root =
                try
                    JsonNode.Parse(File.ReadAllText path)
                with :? JsonException ->
                    bad path "no JSON"
            match JsonNodes.tryObject root |> Option.bind (fun root -> JsonNodes.tryObject root["values"]) with
            | None -> bad path "needs an object 'values'"
            | Some values ->
                Map.ofList
                    [ for pair in values do
                          match pair.Value with
                          | :? JsonObject as entry ->
                              pair.Key,
                              { Value = value path pair.Key entry["value"]
                                Tolerance = number entry["tolerance"] |> Option.defaultValue 0.0 }
                          | _ -> bad path $"'{pair.Key}' must be an object with 'value' and 'tolerance'" ]
                |> Some

    let private matches (expected: Expectation) (actual: ExportedValue) =
        let near (a: float) (b: float) = a = b || abs (a - b) <= expected.Tolerance
        match expected.Value, actual with
        | ExportedValue.Number wanted, ExportedValue.Number found -> near wanted found
        | ExportedValue.Numbers wanted, ExportedValue.Numbers found ->
            wanted.Length = found.Length && List.forall2 near wanted found
        | wanted, found -> wanted = found

    /// One line for each export that differs, is missing, or is expected by nobody; empty when all agree.
    let differences (expected: Map<string, Expectation>) (actual: Map<string, int * ExportedValue>) : string list =
        [ for KeyValue(name, wanted) in expected do
              match actual.TryFind name with
              | None -> $"'{name}' was not exported; expected {wanted.Value}"
              | Some(cell, found) when not (matches wanted found) ->
                  let tolerance = wanted.Tolerance.ToString("R", CultureInfo.InvariantCulture)
                  $"cell [{cell}]: '{name}' is {found}; expected {wanted.Value} within {tolerance}"
              | Some _ -> ()
          for KeyValue(name, (cell, found)) in actual do
              if not (expected.ContainsKey name) then
                  $"cell [{cell}]: '{name}' is exported as {found} but has no expectation" ]

    let private toJson (value: ExportedValue) : JsonNode =
        let number (value: float) : JsonNode = JsonValue.Create value
        match value with
        | ExportedValue.Number found -> number found
        | ExportedValue.Numbers found -> JsonNodes.list (found |> Seq.map number)
        | ExportedValue.Text found -> JsonNodes.text found
        | ExportedValue.Flag found -> JsonValue.Create found

    /// Writes the exports as the new expectations; known names keep their tolerance, new ones get 0.
    let write (path: string) (known: Map<string, Expectation>) (actual: Map<string, ExportedValue>) : unit =
        let entry name value =
            let tolerance = known.TryFind name |> Option.map _.Tolerance |> Option.defaultValue 0.0
            name, JsonNodes.object [ "value", toJson value; "tolerance", toJson (ExportedValue.Number tolerance) ] :> JsonNode
        let values = actual |> Map.toList |> List.map (fun (name, value) -> entry name value) |> JsonNodes.object
        Directory.CreateDirectory(string (Path.GetDirectoryName path)) |> ignore
        File.WriteAllText(path, CanonicalJson.write (JsonNodes.object [ "values", values ]))
