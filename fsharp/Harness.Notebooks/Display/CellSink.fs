namespace Harness.Notebooks.Display

open System.Threading
open Harness.Notebooks.Documents
open Harness.Notebooks.Running

/// Where the running cell's shown and exported values go.
type CellSink =
    { Show: MimeBundle -> unit
      Export: string -> ExportedValue -> unit }

/// The sink of the cell that the calling code belongs to. It has to be found without an argument, because a cell calls
/// `show x` as in any front end; it flows into the tasks that a cell starts.
[<RequireQualifiedAccess>]
module CellSink =

    let private current = AsyncLocal<CellSink option>()

    let internal claim (sink: CellSink) : unit = current.Value <- Some sink

    /// None outside the runner: in a script, or in another front end.
    let get () : CellSink option = current.Value
