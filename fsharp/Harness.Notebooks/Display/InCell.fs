/// What a cell or a literate script calls: `show`, `export`, and ways to make HTML and Markdown. In scope as soon as the
/// assembly is referenced (see AssemblyInfo.fs), so that one `#load "harness.fsx"` is all that a notebook needs.
module Harness.Notebooks.InCell

open Harness.Notebooks.Display
open Harness.Notebooks.Documents
open Harness.Notebooks.Running

/// Shows a value in its richest form: HTML and pictures in a notebook, plain text in a script.
let show (value: 'T) : unit =
    match CellSink.get (), ForeignFrontEnd.tryFind () with
    | Some sink, _ -> Rendering.toBundles (box value) |> List.iter sink.Show
    | None, Some kernel -> Rendering.toBundles (box value) |> List.iter (ForeignFrontEnd.show kernel)
    | None, None -> System.Console.Out.WriteLine(Rendering.toText (box value))

/// States a result under a name. The runner compares it with `expectations/<notebook>.json`; a script prints it.
/// Takes a number, a text, a bool or a sequence of numbers; anything else is a UserErrorException.
let export (name: string) (value: 'T) : unit =
    let exported = ExportedValue.ofObject name (box value)
    match CellSink.get () with
    | Some sink -> sink.Export name exported
    | None -> System.Console.Out.WriteLine $"{name} = {exported}"

/// A piece of HTML to show, or to end a cell with; `text` stands in for it where no HTML is drawn.
let html (source: string) (text: string) : MimeBundle = MimeBundle.html source text

/// A piece of Markdown to show, or to end a cell with.
let markdown (source: string) : MimeBundle = MimeBundle.markdown source
