namespace Harness.Notebooks.Display

open System
open Harness.Notebooks.Documents
open Harness.Notebooks.Running

/// Where the running cell's shown and exported values go.
type CellSink =
    { Show: MimeBundle -> unit
      Export: string -> ExportedValue -> unit }

/// The sink of the cell that runs now. It has to be reachable without an argument, because a cell calls `show x` as in any
/// front end; it is thread-static-free on purpose, so that a cell's own tasks reach it too. The runner alone sets it,
/// and it runs one cell at a time.
[<RequireQualifiedAccess>]
module CellSink =

    let mutable private current: CellSink option = None

    let internal set (sink: CellSink) : IDisposable =
        current <- Some sink
        { new IDisposable with
            member _.Dispose() = current <- None }

    /// None outside the runner: in a script, or in another front end.
    let get () : CellSink option = current
