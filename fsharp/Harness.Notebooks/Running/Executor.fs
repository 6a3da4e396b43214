namespace Harness.Notebooks.Running

open System
open System.Globalization
open System.Text.Json.Nodes
open Harness.Notebooks.Documents
open Harness.Notebooks.Kernels

[<RequireQualifiedAccess>]
type RunOutcome =
    | Completed
    /// One line that says which cell, and why.
    | CellFailed of string
    | Cancelled

type ExecutedNotebook =
    { Notebook: Notebook
      Outcome: RunOutcome
      Exports: Map<string, ExportedValue> }

/// Runs the code cells of a notebook in order, and stops at the first that fails.
[<RequireQualifiedAccess>]
module Executor =

    // nbclient's tag for a cell whose failure is the point.
    [<Literal>]
    let private MayFailTag = "raises-exception"

    let private failure (outcome: CellOutcome) : (string * string * string list) option =
        match outcome with
        | CellOutcome.Failed error -> Some(error.Name, error.Message, error.Traceback)
        | CellOutcome.TimedOut limit ->
            let seconds = limit.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)
            Some("CellTimeout", $"the cell ran longer than {seconds} s", [ $"CellTimeout: the cell ran longer than {seconds} s" ])
        | CellOutcome.Cancelled -> Some("Interrupted", "the run was interrupted in this cell", [ "Interrupted" ])
        | CellOutcome.Succeeded -> None

    let private stamped (started: DateTime) (ended: DateTime) (cell: Cell) : Cell =
        let text (at: DateTime) = JsonNodes.text (at.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture))
        let metadata = cell.Metadata.DeepClone() :?> JsonObject
        metadata["execution"] <- JsonNodes.object [ "iopub.execute_input", text started; "shell.execute_reply", text ended ]
        { cell with Metadata = metadata }

    let private unstamped (cell: Cell) : Cell =
        let metadata = cell.Metadata.DeepClone() :?> JsonObject
        metadata.Remove "execution" |> ignore
        { cell with Metadata = metadata }

    let private prepared (cell: Cell) = if cell.Kind = CellKind.Code then cell |> Cell.withoutOutputs |> unstamped else cell

    /// Runs `notebook` in `session`. `clean` makes an output the same on every machine; `save` is called before the first
    /// cell and after every cell, so that whatever happens the file shows how far the run came.
    let run (session: Session) (options: RunOptions) (clean: Output -> Output) (save: Notebook -> unit) (notebook: Notebook) : ExecutedNotebook =
        let cells = notebook.Cells |> List.map prepared |> Array.ofList
        let mutable exports = Map.empty
        let mutable outcome = RunOutcome.Completed
        let mutable count = 0
        let mutable at = 0
        let current () = { notebook with Cells = List.ofArray cells }
        save (current ())

        while outcome = RunOutcome.Completed && at < cells.Length do
            let cell = cells[at]
            if cell.Kind = CellKind.Code && not (String.IsNullOrWhiteSpace(Cell.executable cell)) then
                count <- count + 1
                let collector = OutputCollector()
                let observer = { Collector = collector; Export = fun name value -> exports <- exports.Add(name, value) }
                let started = DateTime.UtcNow
                let ended = session.Execute(Cell.language cell, Cell.executable cell, options.CellTimeout, options.Cancellation, observer)
                let failed = failure ended
                failed |> Option.iter (Failure >> collector.Add)
                let finished =
                    { cell with
                        ExecutionCount = Some count
                        Outputs = collector.Outputs |> List.map (clean >> Output.toJson count) }
                cells[at] <- if options.Timestamps then stamped started DateTime.UtcNow finished else finished
                match failed, ended with
                | _, CellOutcome.Cancelled -> outcome <- RunOutcome.Cancelled
                | Some(name, message, _), CellOutcome.TimedOut _ -> outcome <- RunOutcome.CellFailed $"Cell [{count}] failed. {name}: {message}"
                | Some(name, message, _), _ when not (Cell.hasTag MayFailTag cell) ->
                    outcome <- RunOutcome.CellFailed $"Cell [{count}] failed. {name}: {message}"
                | _ -> ()
                save (current ())
            at <- at + 1

        { Notebook = current (); Outcome = outcome; Exports = exports }
