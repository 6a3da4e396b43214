namespace Harness.Notebooks.Documents

open System
open System.IO
open System.Text.Json
open System.Text.Json.Nodes
open Harness.Data

/// Notebooks on disk. Reading accepts nbformat 4.0 to 4.5; writing always gives 4.5 in canonical JSON.
[<RequireQualifiedAccess>]
module NotebookFile =

    let private bad (path: string) (what: string) : 'T =
        raise (UserErrorException($"{path} is not a notebook that can be used: {what}.", 2))

    let private object (node: JsonNode | null) : JsonObject option =
        match node with
        | :? JsonObject as found -> Some(found.DeepClone() :?> JsonObject)
        | _ -> None

    let private text = JsonNodes.tryText

    // Format 4.4 and earlier have no ids; numbering them is stable, which random ids would not be.
    let private readCell (path: string) (index: int) (node: JsonNode | null) : Cell =
        match node with
        | :? JsonObject as cell ->
            let kind =
                match text cell["cell_type"] with
                | Some "code" -> CellKind.Code
                | Some "markdown" -> CellKind.Markdown
                | Some "raw" -> CellKind.Raw
                | _ -> bad path $"cell {index + 1} has no cell_type of code, markdown or raw"
            let source = try JsonLines.join cell["source"] with :? FormatException -> bad path $"the source of cell {index + 1} is no text"
            { Id = text cell["id"] |> Option.defaultValue $"cell-{index + 1}"
              Kind = kind
              Source = source
              Metadata = object cell["metadata"] |> Option.defaultWith (fun () -> JsonObject())
              Attachments = object cell["attachments"]
              ExecutionCount = JsonNodes.tryInt cell["execution_count"]
              Outputs =
                match cell["outputs"] with
                | :? JsonArray as outputs -> outputs |> Seq.choose object |> List.ofSeq
                | _ -> [] }
        | _ -> bad path $"cell {index + 1} is no object"

    /// Parses a notebook; `path` only names it in messages.
    /// Errors: UserErrorException with exit code 2 when the text is no notebook of format 4.
    let parse (path: string) (content: string) : Notebook =
        let root =
            try JsonNode.Parse content
            with :? JsonException as error -> bad path $"no JSON at line {error.LineNumber.GetValueOrDefault() + 1L}"
        match root with
        | :? JsonObject as root ->
            if JsonNodes.tryInt root["nbformat"] <> Some 4 then bad path "'nbformat' must be 4"
            match root["cells"] with
            | :? JsonArray as cells ->
                { Metadata = object root["metadata"] |> Option.defaultWith Notebook.fsharpMetadata
                  Cells = cells |> Seq.mapi (readCell path) |> List.ofSeq }
            | _ -> bad path "'cells' must be a list"
        | _ -> bad path "it must hold a JSON object"

    /// Errors: UserErrorException with exit code 3 when the file does not exist, 2 when it is no notebook.
    let read (path: string) : Notebook =
        if not (File.Exists path) then
            raise (UserErrorException($"Notebook {path} does not exist; give the path of an .ipynb file.", 3))
        parse path (File.ReadAllText path)

    let private cellJson (cell: Cell) : JsonObject =
        let node = JsonObject()
        node.Add("id", JsonValue.Create cell.Id)
        node.Add("metadata", cell.Metadata.DeepClone())
        node.Add("source", JsonLines.split cell.Source)
        cell.Attachments |> Option.iter (fun attachments -> node.Add("attachments", attachments.DeepClone()))
        match cell.Kind with
        | CellKind.Markdown -> node.Add("cell_type", JsonValue.Create "markdown")
        | CellKind.Raw -> node.Add("cell_type", JsonValue.Create "raw")
        | CellKind.Code ->
            let outputs = JsonArray()
            for output in cell.Outputs do outputs.Add(output.DeepClone())
            node.Add("cell_type", JsonValue.Create "code")
            node.Add("outputs", outputs)
            node.Add("execution_count", cell.ExecutionCount |> Option.map JsonNodes.number |> Option.toObj)
        node

    let toJson (notebook: Notebook) : JsonObject =
        let cells = JsonArray()
        for cell in notebook.Cells do cells.Add(cellJson cell)
        let root = JsonObject()
        root.Add("cells", cells)
        root.Add("metadata", notebook.Metadata.DeepClone())
        root.Add("nbformat", JsonValue.Create 4)
        root.Add("nbformat_minor", JsonValue.Create 5)
        root

    let toText (notebook: Notebook) : string = CanonicalJson.write (toJson notebook)

    /// Replaces the file in one step, so that a reader never sees half of it.
    /// Errors: UserErrorException with exit code 3 when the folder cannot be written.
    let write (path: string) (notebook: Notebook) : unit =
        try
            match Path.GetDirectoryName(Path.GetFullPath path) with
            | null -> ()
            | folder -> Directory.CreateDirectory folder |> ignore
            let temporary = path + ".partial"
            File.WriteAllText(temporary, toText notebook)
            File.Move(temporary, path, overwrite = true)
        with
        | :? IOException | :? UnauthorizedAccessException as error ->
            raise (UserErrorException($"Cannot write notebook {path}: {error.Message}", 3, error))
