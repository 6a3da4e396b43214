namespace Harness.Notebooks

open System
open System.Collections.Generic
open System.IO
open Harness.Data
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
    static let problems (options: RunOptions) (file: string) (values: Map<string, string>) (exports: Map<string, ExportedValue>) : string list =
        let path = Expectations.pathFor file
        let known = Expectations.read path
        if not values.IsEmpty then []
        elif options.UpdateExpectations then
            if not exports.IsEmpty || known.IsSome then Expectations.write path (defaultArg known Map.empty) exports
            []
        else Expectations.differences (defaultArg known Map.empty) exports

    static let runOne (options: RunOptions) (values: Map<string, string>) (file: string) : int =
        let target = targetOf options file
        let save = NotebookFile.write target
        let root = RepositoryRoot.tryFind (folderOf file) |> Option.defaultValue (folderOf file)
        let notebook = NotebookFile.read file |> ErrorBanner.remove |> Parameters.inject file values
        use session = new Session(folderOf file)
        let executed = Executor.run session options (PathScrubber.scrub root) save notebook
        let stopped (code: int) (what: string) =
            save (ErrorBanner.add what executed.Notebook)
            options.Log.WriteLine $"{file}: {what}"
            code
        match executed.Outcome with
        | RunOutcome.CellFailed what -> stopped 1 what
        | RunOutcome.Cancelled -> stopped 130 "The run was interrupted."
        | RunOutcome.Completed ->
            match problems options file values executed.Exports with
            | [] ->
                let ran = executed.Notebook.Cells |> List.filter (fun cell -> cell.ExecutionCount.IsSome) |> List.length
                let exports =
                    if executed.Exports.IsEmpty then "nothing exported"
                    elif options.UpdateExpectations then $"{executed.Exports.Count} exports taken as expected"
                    elif values.IsEmpty then $"{executed.Exports.Count} exports as expected"
                    else $"{executed.Exports.Count} exports not compared, because the parameters are others"
                options.Log.WriteLine $"{file}: {ran} cells ran, {exports}"
                0
            | differences -> stopped 1 ("Exports differ from their expectations: " + String.Join("; ", differences) + ".")

    /// Runs each notebook and gives the worst exit code. A notebook that fails does not keep the next from running; an
    /// interruption does. Errors: UserErrorException for bad usage or missing files, before anything runs where possible.
    static member Run(files: IReadOnlyList<string>, options: RunOptions) : int =
        let values = Parameters.parse options.Parameters
        if files.Count = 0 then raise (UserErrorException("Name at least one notebook (an .ipynb file).", 2))
        if not values.IsEmpty && isNull options.OutputFolder then
            raise (UserErrorException("Other parameters make another notebook: say where it goes with -o DIR.", 2))
        if options.CellTimeout <= TimeSpan.Zero then raise (UserErrorException("The time-out of a cell must be more than 0 seconds.", 2))
        for file in files do
            NotebookFile.read file |> Parameters.inject file values |> ignore
        let mutable worst = 0
        let mutable next = 0
        while next < files.Count && worst <> 130 do
            worst <- max worst (runOne options values files[next])
            next <- next + 1
        worst

    /// As above, with the settings that the command line has; `timeoutSeconds` is per cell.
    static member Run(files: IReadOnlyList<string>, parameters: IReadOnlyList<string>, outputFolder: string | null, timeoutSeconds: float) : int =
        NotebookRunner.Run(
            files,
            RunOptions(Parameters = parameters, OutputFolder = outputFolder, CellTimeout = TimeSpan.FromSeconds timeoutSeconds)
        )

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
                    log.WriteLine $"{Path.GetRelativePath(root, notebook)} does not match {Path.GetRelativePath(root, script)}: {what}; run nb sync."
                    code <- 1
                | Some _ ->
                    NotebookSync.regenerate script notebook
                    log.WriteLine $"{Path.GetRelativePath(root, notebook)} written from {Path.GetRelativePath(root, script)}"
            code

    /// As above, for the repository around the current folder, telling on standard error.
    static member Sync(check: bool) : int =
        match RepositoryRoot.tryFind (Directory.GetCurrentDirectory()) with
        | Some root -> NotebookRunner.Sync(root, check, Console.Error)
        | None -> raise (UserErrorException("nb sync must run inside the repository: no Directory.Packages.props here or above.", 3))
