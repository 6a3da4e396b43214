namespace Harness.Notebooks.Running

open System.Globalization
open Microsoft.DotNet.Interactive.Documents
open Harness.Notebooks.Documents
open Harness.Notebooks.Kernels

[<RequireQualifiedAccess>]
type RunOutcome =
    | Completed
    /// One line that says which cell, and why.
    | CellFailed of string
    | Cancelled

/// Runs the code cells of a notebook in order, and stops at the first that fails.
[<RequireQualifiedAccess>]
module Executor =

    // nbclient's tag for a cell whose failure is the point.
    [<Literal>]
    let private MayFailTag = "raises-exception"

    let private failure (outcome: CellOutcome) : CellError option =
        match outcome with
        | CellOutcome.Failed error -> Some error
        | CellOutcome.TimedOut limit ->
            let seconds = limit.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)
            Some
                { Name = "CellTimeout"
                  Message = $"the cell ran longer than {seconds} s"
                  Traceback = [ $"CellTimeout: the cell ran longer than {seconds} s" ] }
        | CellOutcome.Cancelled ->
            Some
                { Name = "Interrupted"
                  Message = "the run was interrupted in this cell"
                  Traceback = [ "Interrupted" ] }
        | CellOutcome.Succeeded -> None

    /// Runs `notebook` in `session` and gives its exports, each with the number of its cell. `clean` makes a text the same on every machine; `save` is called before
    /// the first cell and after every cell, so that whatever happens the file shows how far the run came.
    let run
        (session: Session)
        (options: RunOptions)
        (clean: string -> string)
        (save: unit -> unit)
        (notebook: InteractiveDocument)
        : RunOutcome * Map<string, int * ExportedValue> =
        let cells = notebook.Elements |> Seq.filter Cells.isCode |> List.ofSeq
        cells |> List.iter Cells.clear
        let mutable exports = Map.empty
        let mutable running = 0
        Exports.collect (fun name value -> exports <- exports.Add(name, (running, value)))

        let execute (count: int) (cell: InteractiveDocumentElement) =
            running <- count
            let outputs = Outputs clean
            let ended =
                session.Execute(nonNull cell.KernelName, cell.Contents, options.CellTimeout, options.Cancellation, outputs)
            let failed = failure ended
            failed |> Option.iter outputs.Fail
            cell.ExecutionOrder <- count
            cell.Outputs.AddRange(outputs.All count)
            save ()
            match failed, ended with
            | _, CellOutcome.Cancelled -> RunOutcome.Cancelled
            | Some _, CellOutcome.Failed _ when Cells.hasTag MayFailTag cell -> RunOutcome.Completed
            | Some error, _ -> RunOutcome.CellFailed $"Cell [{count}] failed. {error.Name}: {error.Message}"
            | None, _ -> RunOutcome.Completed

        save ()
        let rec next (count: int) (cells: InteractiveDocumentElement list) =
            match cells with
            | [] -> RunOutcome.Completed
            | cell :: rest ->
                match execute count cell with
                | RunOutcome.Completed -> next (count + 1) rest
                | stopped -> stopped
        let outcome = next 1 (cells |> List.filter Cells.isRunnable)
        outcome, exports
