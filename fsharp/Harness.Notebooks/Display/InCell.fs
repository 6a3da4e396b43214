/// What a cell or a literate script calls: `show` and `export`. In scope as soon as the assembly is referenced (see
/// AssemblyInfo.fs), so that one `#load "harness.fsx"` is all that a notebook needs.
module Harness.Notebooks.InCell

open System
open Microsoft.DotNet.Interactive
open Microsoft.DotNet.Interactive.Events
open Harness.Notebooks.Display
open Harness.Notebooks.Running

/// Shows a value in its richest form: HTML and pictures in a notebook, plain text in a script.
let show (value: 'T) : unit =
    match KernelInvocationContext.Current with
    | null -> Console.Out.WriteLine(Rendering.toText (box value))
    | context ->
        for display in Rendering.toDisplays (box value) do
            context.Publish(DisplayedValueProduced(box value, context.Command, display))

/// States a result under a name, and prints it. The runner compares it with `expectations/<notebook>.json`.
/// Takes a number, a text, a bool or a sequence of numbers; anything else is a UserErrorException.
let export (name: string) (value: 'T) : unit =
    let exported = ExportedValue.ofObject name (box value)
    Exports.add name exported
    Console.Out.WriteLine $"{name} = {exported}"
