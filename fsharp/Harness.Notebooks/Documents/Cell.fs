namespace Harness.Notebooks.Documents

open System
open System.Text.Json.Nodes

[<RequireQualifiedAccess>]
type CellKind =
    | Code
    | Markdown
    | Raw

[<RequireQualifiedAccess>]
type CellLanguage =
    | FSharp
    | CSharp

/// One cell. Metadata, attachments and outputs stay JSON, so that what other tools wrote there survives a round trip;
/// they are never changed in place.
type Cell =
    { Id: string
      Kind: CellKind
      Source: string
      Metadata: JsonObject
      Attachments: JsonObject option
      ExecutionCount: int option
      Outputs: JsonObject list }

[<RequireQualifiedAccess>]
module Cell =

    let private languageName language =
        match language with
        | CellLanguage.FSharp -> "fsharp"
        | CellLanguage.CSharp -> "csharp"

    /// Cell metadata as .NET notebook front ends write it.
    let private languageMetadata language =
        let inner (key: string) : JsonNode = JsonNodes.object [ key, JsonNodes.text (languageName language) ]
        JsonNodes.object [ "dotnet_interactive", inner "language"; "polyglot_notebook", inner "kernelName" ]

    let markdown (id: string) (source: string) : Cell =
        { Id = id; Kind = CellKind.Markdown; Source = source; Metadata = JsonObject(); Attachments = None; ExecutionCount = None; Outputs = [] }

    let code (id: string) (language: CellLanguage) (source: string) : Cell =
        { markdown id source with Kind = CellKind.Code; Metadata = languageMetadata language }

    let tagged (tag: string) (cell: Cell) : Cell =
        let metadata = cell.Metadata.DeepClone() :?> JsonObject
        metadata["tags"] <- JsonNodes.list [ JsonNodes.text tag ]
        { cell with Metadata = metadata }

    let tags (cell: Cell) : string list =
        JsonNodes.tryList cell.Metadata["tags"] |> Option.defaultValue [] |> List.choose JsonNodes.tryText

    let hasTag (tag: string) (cell: Cell) : bool = List.contains tag (tags cell)

    let withoutOutputs (cell: Cell) : Cell = { cell with ExecutionCount = None; Outputs = [] }

    let private named (group: string) (key: string) (cell: Cell) =
        JsonNodes.tryObject cell.Metadata[group] |> Option.bind (fun inner -> JsonNodes.tryText inner[key])

    /// The language of a code cell: a `#!csharp` or `#!fsharp` first line, else the cell's metadata, else F#.
    let language (cell: Cell) : CellLanguage =
        let mark = if cell.Source.StartsWith("#!", StringComparison.Ordinal) then (cell.Source.Split '\n').[0].Trim() else ""
        let name =
            [ (if mark.Length > 2 then Some(mark.Substring 2) else None)
              named "polyglot_notebook" "kernelName" cell
              named "dotnet_interactive" "language" cell ]
            |> List.tryPick id
        match name with
        | Some "csharp" | Some "c#" | Some "C#" -> CellLanguage.CSharp
        | _ -> CellLanguage.FSharp

    /// The code to compile: the source with a language mark blanked, so that line numbers stay those of the cell.
    let executable (cell: Cell) : string =
        if cell.Source.StartsWith("#!", StringComparison.Ordinal) then
            match cell.Source.IndexOf '\n' with
            | -1 -> ""
            | at -> cell.Source.Substring at
        else cell.Source
