namespace Harness.Notebooks

open System
open System.Collections.Generic
open System.IO
open Harness.Data.Files
open Harness.Notebooks.Documents
open Harness.Notebooks.Kernels
open Harness.Notebooks.Running
open Harness.Notebooks.Sources

/// The entry point for the command line: `nb run` and `nb sync`.
///
/// Exit codes: 0 done · 1 a cell failed or took too long, an export differs from its expectation, or a notebook and its
/// source disagree · 2 bad usage, or a file that is no notebook · 3 a file or folder is missing · 130 interrupted.
[<AbstractClass; Sealed>]
type NotebookRunner private () =

    static let folderOf (path: string) = string (Path.GetDirectoryName(Path.GetFullPath path))

    static let targetOf (options: RunOptions) (file: string) =
        match options.OutputFolder with
        | null -> file
        | folder -> Path.Combine(folder, string (Path.GetFileName file))

    // Comparing needs the parameters that the expectations were made with: the defaults.
    static let problems
        (options: RunOptions)
        (file: string)
        (values: Map<string, string>)
        (exports: Map<string, int * ExportedValue>)
        : string list =
        let path = Expectations.pathFor file
        let known = Expectations.read path
        if not values.IsEmpty then
            []
        elif options.UpdateExpectations then
            if not exports.IsEmpty || known.IsSome then
                Expectations.write path (defaultArg known Map.empty) (exports |> Map.map (fun _ (_, value) -> value))
            []
        else
            Expectations.differences (defaultArg known Map.empty) exports

    // Cells see the notebook's folder as the current one, as in Jupyter.
    static let inFolder (folder: string) (action: unit -> int) : int =
        let before = Directory.GetCurrentDirectory()
        Directory.SetCurrentDirectory folder
        try
            action ()
        finally
            Directory.SetCurrentDirectory before

    static let runOne (options: RunOptions) (values: Map<string, string>) (name: string) (file: string) (target: string) : int =
        let root = RepositoryRoot.tryFind (folderOf file) |> Option.defaultValue (folderOf file)
        let notebook = NotebookFile.read file
        let save () = NotebookFile.write target notebook
        ErrorBanner.remove notebook
        Parameters.inject file values notebook
        // What a run that is killed leaves in the file.
        ErrorBanner.add "It was still running, or was killed, when this was written." notebook
        let clock = Diagnostics.Stopwatch.StartNew()
        use session = new Session(folderOf file)
        let outcome, exports = Executor.run session options (PathScrubber.scrub root) save notebook
        let seconds = clock.Elapsed.TotalSeconds.ToString("0.0", Globalization.CultureInfo.InvariantCulture)
        let stopped (code: int) (what: string) =
            ErrorBanner.add what notebook
            save ()
            options.Log.WriteLine $"{name}: {what}"
            code
        match outcome with
        | RunOutcome.CellFailed what -> stopped 1 what
        | RunOutcome.Cancelled -> stopped 130 "The run was interrupted."
        | RunOutcome.Completed ->
            match problems options file values exports with
            | [] ->
                ErrorBanner.remove notebook
                save ()
                let ran = notebook.Elements |> Seq.filter (fun cell -> cell.ExecutionOrder > 0) |> Seq.length
                let compared =
                    if exports.IsEmpty then "nothing exported"
                    elif options.UpdateExpectations then $"{exports.Count} exports taken as expected"
                    elif values.IsEmpty then $"{exports.Count} exports as expected"
                    else $"{exports.Count} exports not compared, because the parameters are others"
                options.Log.WriteLine $"{name}: {ran} cells ran in {seconds} s, {compared}"
                0
            | differences -> stopped 1 ("Exports differ from their expectations: " + String.Join("; ", differences) + ".")

    /// Runs each notebook and gives the worst exit code. A notebook that fails does not keep the next from running; an
    /// interruption does. Errors: UserErrorException for bad usage or missing files, before anything runs where possible.
    static member Run(files: IReadOnlyList<string>, options: RunOptions) : int =
        let values = Parameters.parse options.Parameters
        if files.Count = 0 then
            raise (UserErrorException("Name at least one notebook (an .ipynb file).", 2))
        if not values.IsEmpty && isNull options.OutputFolder then
            raise (UserErrorException("Other parameters make another notebook: say where it goes with -o DIR.", 2))
        if options.CellTimeout <= TimeSpan.Zero then
            raise (UserErrorException("The time-out of a cell must be more than 0 seconds.", 2))
        for file in files do
            NotebookFile.read file |> Parameters.inject file values
        let mutable worst = 0
        let mutable next = 0
        while next < files.Count && worst <> 130 do
            let file = files[next]
            let target = Path.GetFullPath(targetOf options file)
            let full = Path.GetFullPath file
            worst <- max worst (inFolder (folderOf full) (fun () -> runOne options values file full target))
            next <- next + 1
        worst

    /// Compares every literate script under `root` with its notebook; unless `check`, rewrites the notebooks that differ and
    /// keeps the outputs of unchanged cells. Gives 1 when `check` finds a difference.
    /// Errors: UserErrorException (exit code 3) when `root` has no literate scripts.
    static member Sync(root: string, check: bool, log: TextWriter) : int =
        match NotebookSync.pairs root with
        | [] -> raise (UserErrorException($"No literate scripts in {root}/fsharp/scripts.", 3))
        | pairs ->
            let mutable code = 0
            for script, notebook in pairs do
                match NotebookSync.difference script notebook with
                | None -> ()
                | Some what when check ->
                    log.WriteLine
                        $"{Path.GetRelativePath(root, notebook)} does not match {Path.GetRelativePath(root, script)}: {what}; run nb sync."
                    code <- 1
                | Some _ ->
                    NotebookSync.regenerate script notebook
                    log.WriteLine $"{Path.GetRelativePath(root, notebook)} written from {Path.GetRelativePath(root, script)}"
            code
