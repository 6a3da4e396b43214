namespace Harness.Notebooks.Kernels

open System.Collections.Generic
open System.Text
open Harness.Notebooks.Documents

/// The outputs of one cell in the order in which they came. Consecutive text on one stream becomes one output, as
/// front ends do it. Safe to call from the cell's own threads.
type OutputCollector() =

    // A cell that prints without end must not fill the disk before its time-out.
    static let streamLimit = 200_000

    let gate = obj ()
    let outputs = List<Output>()
    let open' = StringBuilder()
    let mutable openName = ""
    let mutable printed = 0

    let close () =
        if openName <> "" then
            outputs.Add(Stream(openName, open'.ToString()))
            open'.Clear() |> ignore
            openName <- ""

    /// Text beyond 200,000 characters a cell is dropped, with a line that says so.
    member _.Print(stream: string, text: string) : unit =
        lock gate (fun () ->
            if text <> "" && printed <= streamLimit then
                if stream <> openName then
                    close ()
                    openName <- stream
                printed <- printed + text.Length
                open'.Append(text) |> ignore
                if printed > streamLimit then
                    open'.Append($"\n[further text of this cell left out: over {streamLimit} characters]\n") |> ignore)

    member _.Add(output: Output) : unit =
        lock gate (fun () ->
            close ()
            outputs.Add output)

    /// Everything so far.
    member _.Outputs: Output list =
        lock gate (fun () ->
            close ()
            List.ofSeq outputs)
