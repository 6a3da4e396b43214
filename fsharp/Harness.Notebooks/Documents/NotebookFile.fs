namespace Harness.Notebooks.Documents

open System
open System.IO
open System.Text.Json
open System.Text.Json.Nodes
open Microsoft.DotNet.Interactive.Documents
open Microsoft.DotNet.Interactive.Documents.Jupyter
open Harness.Data.Files

/// Notebooks on disk, read and written by Microsoft.DotNet.Interactive.Documents. Reading accepts nbformat 4.0 to 4.5; writing
/// always gives 4.5 in canonical JSON.
[<RequireQualifiedAccess>]
module NotebookFile =

    let private kernels () =
        let found = KernelInfoCollection(DefaultKernelName = "fsharp")
        found.Add(KernelInfo("fsharp", aliases = [| "F#"; "f#" |]))
        found.Add(KernelInfo("csharp", aliases = [| "C#"; "c#" |]))
        found

    let private bad (path: string) (what: string) : 'T =
        raise (UserErrorException($"{path} is not a notebook that can be used: {what}.", 2))

    let private text (node: JsonNode | null) = JsonNodes.tryText node |> Option.defaultValue ""

    let private isText (node: JsonNode | null) =
        match node with
        | :? JsonArray as lines -> lines |> Seq.forall (fun line -> (JsonNodes.tryText line).IsSome)
        | other -> (JsonNodes.tryText other).IsSome

    // What the library would change or drop without a word.
    let private refuse (path: string) (index: int) (cell: JsonNode | null) =
        let number = index + 1
        match cell with
        | :? JsonObject as cell ->
            match text cell["cell_type"] with
            | "code"
            | "markdown" -> ()
            | "raw" -> bad path $"cell {number} is a raw cell, which would become code; make it a Markdown cell"
            | _ -> bad path $"cell {number} has no cell_type of code or markdown"
            if not (isText cell["source"]) then
                bad path $"the source of cell {number} is no text"
            match cell["attachments"] with
            | :? JsonObject as found when found.Count > 0 ->
                bad path $"cell {number} has attachments, which would be lost; put the pictures into files"
            | _ -> ()
            for output in JsonNodes.tryList cell["outputs"] |> Option.defaultValue [] do
                let data = JsonNodes.tryObject output |> Option.bind (fun output -> JsonNodes.tryObject output["data"])
                for KeyValue(mime, value) in data |> Option.defaultWith (fun () -> JsonObject()) do
                    if not (isText value) then
                        bad path $"an output of cell {number} holds {mime}, which is no text; clear that output"
        | _ -> bad path $"cell {number} is no object"

    /// Parses a notebook; `path` only names it in messages. Cells without an id are numbered, which stays the same between runs.
    /// Errors: UserErrorException with exit code 2 when the text is no notebook of format 4, or holds attachments, raw cells or
    /// outputs other than text and pictures.
    let parse (path: string) (content: string) : InteractiveDocument =
        let root =
            try
                JsonNode.Parse content
            with :? JsonException as error ->
                bad path $"no JSON at line {error.LineNumber.GetValueOrDefault() + 1L}"
        match root with
        | :? JsonObject as root ->
            if JsonNodes.tryInt root["nbformat"] <> Some 4 then
                bad path "'nbformat' must be 4"
            match root["cells"] with
            | :? JsonArray as cells -> cells |> Seq.iteri (refuse path)
            | _ -> bad path "'cells' must be a list"
        | _ -> bad path "it must hold a JSON object"
        let document =
            try
                Notebook.Parse(content, kernels ())
            with :? JsonException as error ->
                bad path (error.Message.TrimEnd '.')
        for index, cell in Seq.indexed document.Elements do
            if String.IsNullOrEmpty cell.Id then
                cell.Id <- $"cell-{index + 1}"
            if String.IsNullOrEmpty cell.KernelName then
                cell.KernelName <- "fsharp"
        document

    /// Errors: UserErrorException with exit code 3 when the file does not exist, 2 when it is no notebook that can be used.
    let read (path: string) : InteractiveDocument =
        if not (File.Exists path) then
            raise (UserErrorException($"Notebook {path} does not exist; give the path of an .ipynb file.", 3))
        parse path (File.ReadAllText path)

    /// A notebook of these cells for the .NET kernel, F# first and C# beside it. Every Jupyter front end reads the kernelspec; .NET front
    /// ends also read the list of languages.
    let create (cells: InteractiveDocumentElement seq) : InteractiveDocument =
        let document =
            parse
                ""
                """{ "cells": [], "nbformat": 4, "nbformat_minor": 5, "metadata": {
            "kernelspec": { "display_name": ".NET (F#)", "language": "F#", "name": ".net-fsharp" },
            "language_info": { "name": "F#", "file_extension": ".fs", "mimetype": "text/x-fsharp", "pygments_lexer": "fsharp" },
            "polyglot_notebook": { "kernelInfo": { "defaultKernelName": "fsharp", "items": [
              { "aliases": [], "name": "fsharp" }, { "aliases": [], "name": "csharp" } ] } } } }"""
        for cell in cells do
            document.Elements.Add cell
        document

    // nbformat stores text as a list of lines, and everything else (base64) whole; the library splits both.
    let rec private wholePictures (node: JsonNode | null) =
        match node with
        | :? JsonObject as found ->
            for KeyValue(key, value) in List.ofSeq found do
                match value with
                | :? JsonArray as lines when key.StartsWith("image/", StringComparison.Ordinal) && key <> "image/svg+xml" ->
                    found[key] <- JsonValue.Create(lines |> Seq.map text |> String.concat "")
                | other -> wholePictures other
        | :? JsonArray as items ->
            for item in items do
                wholePictures item
        | _ -> ()

    let toText (document: InteractiveDocument) : string =
        let json = nonNull (JsonNode.Parse(document.ToJupyterJson()))
        wholePictures json
        CanonicalJson.write json

    /// Replaces the file in one step, so that a reader never sees half of it.
    /// Errors: UserErrorException with exit code 3 when the folder cannot be written.
    let write (path: string) (document: InteractiveDocument) : unit =
        try
            match Path.GetDirectoryName(Path.GetFullPath path) with
            | null -> ()
            | folder -> Directory.CreateDirectory folder |> ignore
            let bytes = System.Text.Encoding.UTF8.GetBytes(toText document)
            AtomicFile.Replace(path, (fun (stream: Stream) -> stream.Write bytes))
        with
        | :? IOException
        | :? UnauthorizedAccessException as error ->
            raise (UserErrorException($"Cannot write notebook {path}: {error.Message}", 3, error))
