namespace Harness.Notebooks.Sources

open System
open System.Collections.Generic
open System.IO
open Harness.Notebooks.Documents
open Harness.Notebooks.Running

/// Keeps `notebooks/NAME.ipynb` equal to its literate source `fsharp/scripts/NAME.fsx`. A notebook without such a script,
/// for one because it has C# cells, is its own source.
[<RequireQualifiedAccess>]
module NotebookSync =

    /// Scripts and the notebooks made from them, by name.
    let pairs (root: string) : (string * string) list =
        let scripts = Path.Combine(root, "fsharp", "scripts")
        if not (Directory.Exists scripts) then []
        else
            [ for script in Directory.GetFiles(scripts, "*.fsx") |> Array.sortWith (fun a b -> String.CompareOrdinal(a, b)) do
                if LiterateScript.isLiterate (File.ReadAllText script) then
                    script, Path.Combine(root, "notebooks", string (Path.GetFileNameWithoutExtension script) + ".ipynb") ]

    let private isSource (cell: Cell) = not (Cell.hasTag Parameters.InjectedTag cell || Cell.hasTag ErrorBanner.Tag cell)

    let private cellsOf (script: string) (notebook: string) =
        let folder (path: string) = string (Path.GetDirectoryName(Path.GetFullPath path))
        LiterateScript.toCells (folder script) (folder notebook) (File.ReadAllText script)

    let private essence (cell: Cell) =
        cell.Id, cell.Kind, (if cell.Kind = CellKind.Code then Some(Cell.language cell) else None), Cell.tags cell, cell.Source

    /// What differs between a notebook and its source, in one line; none when they agree.
    let difference (script: string) (notebook: string) : string option =
        if not (File.Exists notebook) then Some "the notebook does not exist"
        else
            let wanted = cellsOf script notebook
            let found = (NotebookFile.read notebook).Cells |> List.filter isSource
            let firstOther =
                List.zip (List.truncate (min wanted.Length found.Length) wanted) (List.truncate (min wanted.Length found.Length) found)
                |> List.tryFind (fun (a, b) -> essence a <> essence b)
            match firstOther with
            | Some(cell, _) -> Some $"cell {cell.Id} differs"
            | None when wanted.Length <> found.Length -> Some $"the script has {wanted.Length} cells, the notebook {found.Length}"
            | None -> None

    /// Writes the notebook anew. A code cell whose source is unchanged keeps its outputs.
    let regenerate (script: string) (notebook: string) : unit =
        let before = if File.Exists notebook then Some(NotebookFile.read notebook) else None
        let kept = Dictionary<string, Cell>(StringComparer.Ordinal)
        for cell in before |> Option.map _.Cells |> Option.defaultValue [] do
            if cell.Kind = CellKind.Code && isSource cell then kept.TryAdd(cell.Source, cell) |> ignore
        let withOutputs (cell: Cell) =
            match kept.TryGetValue cell.Source with
            | true, old when cell.Kind = CellKind.Code -> { cell with Outputs = old.Outputs; ExecutionCount = old.ExecutionCount }
            | _ -> cell
        let cells = cellsOf script notebook |> List.map withOutputs
        let metadata = before |> Option.map _.Metadata |> Option.defaultWith Notebook.fsharpMetadata
        NotebookFile.write notebook { Metadata = metadata; Cells = cells }
