namespace Harness.Notebooks.Kernels

open System
open System.Collections.Generic
open System.IO
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

    /// A writer whose text becomes output of the named stream.
    member this.Writer(stream: string) : TextWriter =
        { new TextWriter() with
            member _.Encoding = Encoding.UTF8
            member _.NewLine with get () = "\n" and set _ = ()
            member _.Write(character: char) = this.Print(stream, string character)
            member _.Write(text: string | null) = text |> Option.ofObj |> Option.iter (fun text -> this.Print(stream, text))
            member _.Write(buffer: char array, index: int, count: int) = this.Print(stream, String(buffer, index, count)) }
