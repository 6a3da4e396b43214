/// What a cell or a literate script calls: `show` and `export`. In scope as soon as the assembly is referenced (see
/// AssemblyInfo.fs), so that one `#load "harness.fsx"` is all that a notebook needs.
module Harness.Notebooks.InCell

open System
open System.Reflection
open System.Runtime.InteropServices
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

/// Prints the versions that the cells run on, for the foot of a notebook.
let environment () : unit =
    let version (kind: Type) =
        match kind.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>() with
        | null -> string (kind.Assembly.GetName().Version)
        | found -> (found.InformationalVersion.Split '+')[0]
    let packages =
        [ "FSharp.Core", typeof<unit list>
          "TorchSharp", typeof<TorchSharp.torch.Tensor>
          "Deedle", typeof<Deedle.IFrame>
          "Plotly.NET", typeof<Plotly.NET.GenericChart>
          "FsCheck", typeof<FsCheck.Config>
          "Microsoft.DotNet.Interactive", typeof<Kernel> ]
    let listed = [ for name, kind in packages -> $"{name} {version kind}" ] |> String.concat ", "
    Console.Out.WriteLine $"{RuntimeInformation.FrameworkDescription}; {listed}"
