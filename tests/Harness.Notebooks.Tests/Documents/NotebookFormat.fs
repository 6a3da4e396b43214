namespace Harness.Notebooks.Tests.Documents

open System
open System.Collections.Generic
open System.Text.Json
open System.Text.Json.Nodes
open System.Text.RegularExpressions
open Harness.Notebooks.Documents

/// What nbformat 4.5 requires of a file, checked member by member. Each problem names the cell and the member.
/// Source: the nbformat 4.5 JSON schema (cell ids: Jupyter enhancement proposal 62).
[<RequireQualifiedAccess>]
module NotebookFormat =

    let private isKind (kind: JsonValueKind) (node: JsonNode | null) =
        match node with
        | null -> kind = JsonValueKind.Null
        | found -> found.GetValueKind() = kind

    let private isObject node = isKind JsonValueKind.Object node
    let private isString node = isKind JsonValueKind.String node

    let private isLines (node: JsonNode | null) =
        match node with
        | :? JsonArray as lines -> lines |> Seq.forall isString
        | other -> isString other

    let private isCount (node: JsonNode | null) = isNull node || (JsonNodes.tryInt node).IsSome

    /// Members that an object must have, each with its test and what the test wants.
    let private required (where: string) (node: JsonObject) (members: (string * ((JsonNode | null) -> bool) * string) list) =
        [ for key, test, wanted in members do
              if not (node.ContainsKey key) then
                  $"{where}: '{key}' is missing; it must be {wanted}"
              elif not (test node[key]) then
                  $"{where}: '{key}' must be {wanted}" ]

    let private bundle = "data", isObject, "an object of MIME types"
    let private metadata = "metadata", isObject, "an object"
    let private count = "execution_count", isCount, "an integer or null"

    let private outputProblems (where: string) (output: JsonNode | null) =
        match output with
        | :? JsonObject as node ->
            match JsonNodes.tryText node["output_type"] |> Option.defaultValue "" with
            | "stream" -> required where node [ "name", isString, "a string"; "text", isLines, "text" ]
            | "display_data" -> required where node [ bundle; metadata ]
            | "execute_result" -> required where node [ bundle; metadata; count ]
            | "error" ->
                required
                    where
                    node
                    [ "ename", isString, "a string"; "evalue", isString, "a string"; "traceback", isLines, "a list of lines" ]
            | _ -> [ $"{where}: 'output_type' must be stream, display_data, execute_result or error" ]
        | _ -> [ $"{where}: an output must be an object" ]

    let private cellProblems (where: string) (cell: JsonObject) =
        let general =
            required
                where
                cell
                [ "id", isString, "a string"; metadata; "source", isLines, "text"; "cell_type", isString, "a string" ]
        match JsonNodes.tryText cell["cell_type"] |> Option.defaultValue "" with
        | "code" ->
            let outputs =
                match cell["outputs"] with
                | :? JsonArray as outputs ->
                    outputs |> Seq.mapi (fun i output -> outputProblems $"{where}, output {i + 1}" output) |> List.concat
                | _ -> [ $"{where}: 'outputs' must be a list" ]
            general @ required where cell [ count ] @ outputs
        | "markdown"
        | "raw" ->
            general
            @ [ if cell.ContainsKey "outputs" then
                    $"{where}: only a code cell may have 'outputs'" ]
        | "" -> general
        | other -> general @ [ $"{where}: 'cell_type' is '{other}'; it must be code, markdown or raw" ]

    let private idProblems (where: string) (seen: HashSet<string>) (cell: JsonObject) =
        [ for id in Option.toList (JsonNodes.tryText cell["id"]) do
              if not (Regex.IsMatch(id, "^[a-zA-Z0-9_-]{1,64}$")) then
                  $"{where}: id '{id}' must be 1 to 64 letters, digits, '-' or '_'"
              elif not (seen.Add id) then
                  $"{where}: id '{id}' is used twice" ]

    /// Everything wrong with a document; empty when it is a valid notebook of format 4.5.
    let problems (document: JsonNode | null) : string list =
        match document with
        | :? JsonObject as root ->
            let isNumber wanted node = JsonNodes.tryInt node = Some wanted
            let seen = HashSet<string>(StringComparer.Ordinal)
            [ yield! required "notebook" root [ metadata; "nbformat", isNumber 4, "4"; "nbformat_minor", isNumber 5, "5" ]
              match root["cells"] with
              | :? JsonArray as cells ->
                  for i, cell in Seq.indexed cells do
                      let where = $"cell {i + 1}"
                      match cell with
                      | :? JsonObject as cell ->
                          yield! cellProblems where cell
                          yield! idProblems where seen cell
                      | _ -> yield $"{where}: a cell must be an object"
              | _ -> yield "notebook: 'cells' must be a list" ]
        | _ -> [ "notebook: the file must hold a JSON object" ]
