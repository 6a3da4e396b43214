namespace Harness.Notebooks.Sources

open System
open System.Collections.Generic
open System.IO
open Microsoft.DotNet.Interactive.Documents
open Harness.Notebooks.Documents
open Harness.Notebooks.Running

/// Keeps `notebooks/NAME.ipynb` equal to its literate source `fsharp/scripts/NAME.fsx`. A notebook without such a script,
/// for one because it has C# cells, is its own source.
[<RequireQualifiedAccess>]
module NotebookSync =

    /// Scripts and the notebooks made from them, by name.
    let pairs (root: string) : (string * string) list =
        let scripts = Path.Combine(root, "fsharp", "scripts")
        if not (Directory.Exists scripts) then
            []
        else
            [ for script in Directory.GetFiles(scripts, "*.fsx") |> Array.sortWith (fun a b -> String.CompareOrdinal(a, b)) do
                  if LiterateScript.isLiterate (File.ReadAllText script) then
                      script, Path.Combine(root, "notebooks", string (Path.GetFileNameWithoutExtension script) + ".ipynb") ]

    let private isSource (cell: InteractiveDocumentElement) =
        not (Cells.hasTag Parameters.InjectedTag cell || Cells.hasTag ErrorBanner.Tag cell)

    let private cellsOf (script: string) (notebook: string) =
        let folder (path: string) = string (Path.GetDirectoryName(Path.GetFullPath path))
        LiterateScript.toCells (folder script) (folder notebook) (File.ReadAllText script)

    let private essence (cell: InteractiveDocumentElement) = cell.Id, cell.KernelName, Cells.tags cell, cell.Contents

    /// What differs between a notebook and its source, in one line; none when they agree.
    let difference (script: string) (notebook: string) : string option =
        if not (File.Exists notebook) then
            Some "the notebook does not exist"
        else
            let wanted = cellsOf script notebook
            let found = (NotebookFile.read notebook).Elements |> Seq.filter isSource |> List.ofSeq
            match Seq.zip wanted found |> Seq.tryFind (fun (a, b) -> essence a <> essence b) with
            | Some(cell, _) -> Some $"cell {cell.Id} differs"
            | None when wanted.Length <> found.Length -> Some $"the script has {wanted.Length} cells, the notebook {found.Length}"
            | None when File.ReadAllText notebook <> NotebookFile.toText (NotebookFile.read notebook) ->
                Some "the file is not in canonical form"
            | None -> None

    /// Writes the notebook anew. A code cell whose source is unchanged keeps its outputs.
    let regenerate (script: string) (notebook: string) : unit =
        let written = if File.Exists notebook then NotebookFile.read notebook else NotebookFile.create []
        let kept = Dictionary<string, InteractiveDocumentElement>(StringComparer.Ordinal)
        for cell in written.Elements do
            if Cells.isCode cell && isSource cell then
                kept.TryAdd(cell.Contents, cell) |> ignore
        written.Elements.Clear()
        for cell in cellsOf script notebook do
            match kept.TryGetValue cell.Contents with
            | true, old when Cells.isCode cell ->
                cell.Outputs.AddRange old.Outputs
                cell.ExecutionOrder <- old.ExecutionOrder
            | _ -> ()
            written.Elements.Add cell
        NotebookFile.write notebook written
