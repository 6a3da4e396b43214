namespace Harness.Notebooks.Kernels

open System
open System.Collections.Generic
open Microsoft.CodeAnalysis
open Microsoft.DotNet.Interactive.Documents
open Microsoft.DotNet.Interactive.Events
open Microsoft.DotNet.Interactive.Formatting

/// Turns the engine's events into the outputs of one cell, in the order in which they came: consecutive text on one stream
/// becomes one output, as front ends do it. `clean` changes every text. Safe to call from several threads.
type Outputs(clean: string -> string) =

    // A cell that prints without end must not fill the disk before its time-out.
    static let streamLimit = 200_000

    let gate = obj ()
    let outputs = List<InteractiveDocumentOutputElement>()
    let errors = List<string>()
    let mutable printed = 0

    let data (values: FormattedValue seq) =
        let cleaned (value: FormattedValue) =
            if value.MimeType.StartsWith("image/png", StringComparison.Ordinal) then
                value.Value
            else
                clean value.Value
        Dictionary<string, obj>(values |> Seq.map (fun value -> KeyValuePair(value.MimeType, cleaned value :> obj)))

    let print (stream: string) (text: string) =
        if text <> "" && printed <= streamLimit then
            printed <- printed + text.Length
            let text =
                if printed > streamLimit then
                    text + $"\n[further text of this cell left out: over {streamLimit} characters]\n"
                else
                    text
            match Seq.tryLast outputs with
            | Some(:? TextElement as last) when last.Name = stream ->
                outputs[outputs.Count - 1] <- TextElement(last.Text + clean text, stream)
            | _ -> outputs.Add(TextElement(clean text, stream))

    let plain (event: DisplayEvent) = event.FormattedValues |> Seq.map _.Value |> String.concat ""

    /// Text beyond 200,000 characters a cell is dropped, with a line that says so.
    member _.Add(event: KernelEvent) : unit =
        lock gate (fun () ->
            match event with
            | :? StandardOutputValueProduced as found -> print "stdout" (plain found)
            | :? StandardErrorValueProduced as found -> print "stderr" (plain found)
            | :? ReturnValueProduced as found ->
                let result = ReturnValueElement()
                for KeyValue(mime, text) in data found.FormattedValues do
                    result.Data[mime] <- text
                outputs.Add result
            | :? DisplayedValueProduced as found -> outputs.Add(DisplayElement(data found.FormattedValues))
            | :? DiagnosticsProduced as found ->
                for one in found.Diagnostics do
                    if one.Severity = DiagnosticSeverity.Warning then
                        print "stderr" (CellError.describe one + "\n")
                    elif one.Severity = DiagnosticSeverity.Error then
                        errors.Add(CellError.describe one)
            | _ -> ())

    member _.Fail(error: CellError) : unit =
        lock gate (fun () ->
            outputs.Add(ErrorElement(clean error.Message, error.Name, error.Traceback |> List.map clean |> Array.ofList)))

    /// Compile errors so far, each with its place.
    member _.Errors: string list = lock gate (fun () -> List.ofSeq errors)

    /// Everything so far; `count` is the number of the cell, which a result repeats.
    member _.All(count: int) : InteractiveDocumentOutputElement list =
        lock gate (fun () ->
            for output in outputs do
                match output with
                | :? ReturnValueElement as result -> result.ExecutionOrder <- count
                | _ -> ()
            List.ofSeq outputs)
