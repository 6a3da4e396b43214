namespace Harness.Notebooks.Kernels

open System
open System.IO
open System.Text
open System.Threading

/// The process's console while cells run: text goes to the cell whose code, or whose task, writes it, and to the
/// terminal when no cell does. So a cell left behind after its time-out cannot print into the next notebook.
[<RequireQualifiedAccess>]
module CellConsole =

    let private current = AsyncLocal<OutputCollector | null>()

    /// Marks the calling thread, and what it starts from now on, as the cell that writes to `collector`.
    let claim (collector: OutputCollector) : unit = current.Value <- collector

    let private writer (stream: string) (terminal: TextWriter) : TextWriter =
        let write (text: string) =
            match current.Value with
            | null -> terminal.Write text
            | collector -> collector.Print(stream, text)
        { new TextWriter() with
            member _.Encoding = Encoding.UTF8
            member _.NewLine with get () = "\n" and set _ = ()
            member _.Write(character: char) = write (string character)
            member _.Write(text: string | null) = text |> Option.ofObj |> Option.iter write
            member _.Write(buffer: char array, index: int, count: int) = write (String(buffer, index, count)) }

    /// Runs `action` with the console so divided.
    let during (action: unit -> 'T) : 'T =
        let outBefore, errorBefore = Console.Out, Console.Error
        try
            Console.SetOut(writer "stdout" outBefore)
            Console.SetError(writer "stderr" errorBefore)
            action ()
        finally
            Console.SetOut outBefore
            Console.SetError errorBefore
