namespace Harness.Notebooks.Documents

open System.Collections.Generic
open Microsoft.DotNet.Interactive.Documents

/// The cells of a notebook, which are elements of Microsoft.DotNet.Interactive.Documents.
[<RequireQualifiedAccess>]
module Cells =

    [<Literal>]
    let private MarkdownKernel = "markdown"

    let private made (kernel: string) (id: string) (source: string) (tags: string list) : InteractiveDocumentElement =
        let metadata = Dictionary<string, obj>()
        if not tags.IsEmpty then
            metadata["tags"] <- List<obj>(tags |> Seq.map (fun tag -> tag :> obj))
        InteractiveDocumentElement(source, kernel, null, Id = id, Metadata = metadata)

    let markdown (id: string) (source: string) (tags: string list) = made MarkdownKernel id source tags

    let fsharp (id: string) (source: string) (tags: string list) = made "fsharp" id source tags

    let csharp (id: string) (source: string) (tags: string list) = made "csharp" id source tags

    let isCode (cell: InteractiveDocumentElement) : bool = cell.KernelName <> MarkdownKernel

    let tags (cell: InteractiveDocumentElement) : string list =
        match cell.Metadata with
        | null -> []
        | metadata ->
            match metadata.TryGetValue "tags" with
            | true, (:? IEnumerable<obj> as tags) -> tags |> Seq.map string |> List.ofSeq
            | _ -> []

    let hasTag (tag: string) (cell: InteractiveDocumentElement) : bool = List.contains tag (tags cell)

    let removeTagged (tag: string) (notebook: InteractiveDocument) : unit =
        for cell in List.ofSeq notebook.Elements do
            if hasTag tag cell then
                notebook.Elements.Remove cell |> ignore

    /// Takes away what an earlier run left: outputs, the number, a front end's times.
    let clear (cell: InteractiveDocumentElement) : unit =
        cell.Outputs.Clear()
        cell.ExecutionOrder <- 0
        match cell.Metadata with
        | null -> ()
        | metadata -> metadata.Remove "execution" |> ignore

    /// False for a cell of blanks, or of a language mark alone.
    let isRunnable (cell: InteractiveDocumentElement) : bool =
        let isMark (line: string) = line = "#!csharp" || line = "#!fsharp"
        isCode cell && cell.Contents.Split '\n' |> Seq.map _.Trim() |> Seq.exists (fun line -> line <> "" && not (isMark line))
