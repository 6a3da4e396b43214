namespace Harness.Notebooks.Kernels

open System
open System.Collections.Generic
open System.IO
open System.Threading
open FSharp.Compiler.Diagnostics
open FSharp.Compiler.Interactive.Shell
open Harness.Notebooks.Display

/// F# cells, run by the compiler service in this process. Relative `#load` and `#r` start from `folder`.
type FSharpKernel(folder: string) =

    let session =
        let arguments = [| "fsi"; "--noninteractive"; "--nologo"; "--gui-"; "--optimize+"; "--nowarn:3370"; $"--lib:{folder}" |]
        FsiEvaluationSession.Create(FsiEvaluationSession.GetDefaultConfiguration(), arguments, TextReader.Null, TextWriter.Null, TextWriter.Null)

    // Lines of the message after the first list search folders of this machine.
    let describe (diagnostic: FSharpDiagnostic) =
        let severity = match diagnostic.Severity with FSharpDiagnosticSeverity.Error -> "error" | _ -> "warning"
        let message = if diagnostic.ErrorNumber = 78 || diagnostic.ErrorNumber = 84 then (diagnostic.Message.Split '\n')[0] else diagnostic.Message
        $"({diagnostic.StartLine},{diagnostic.StartColumn + 1}): {severity} {diagnostic.ErrorNumberText}: {message}"

    // `display` and `HTML` are what .NET notebook front ends call these; `show` and `html` are the harness's own names.
    let prelude () =
        let host = typeof<CellSink>.Assembly.Location
        [ $"#r @\"{host}\""
          "let display (value: 'T) : unit = Harness.Notebooks.InCell.show value"
          "let HTML (source: string) = Harness.Notebooks.InCell.html source source" ]
        |> List.iter (fun line -> session.EvalInteraction(line, CancellationToken.None))

    // The runtime's assemblies must not be referenced by file; the others, once.
    let referenced = HashSet<string>(StringComparer.Ordinal)

    let reference (assembly: string) =
        if referenced.Add assembly then session.EvalInteraction($"#r @\"{assembly}\"", CancellationToken.None)

    do prelude ()

    /// Runs a cell. `warn` gets each warning. Line and column in messages count from 1 in the cell.
    member _.Execute(source: string, warn: string -> unit) : Result<CellValue option, CellError> =
        let outcome, diagnostics = session.EvalInteractionNonThrowing(source, CancellationToken.None)
        let errors, others = diagnostics |> List.ofArray |> List.partition (fun found -> found.Severity = FSharpDiagnosticSeverity.Error)
        for found in others do
            if found.Severity = FSharpDiagnosticSeverity.Warning then warn (describe found)
        match outcome with
        // A cell that does not parse comes back as a success without a value, its errors beside it.
        | _ when not errors.IsEmpty -> Error(CellError.ofDiagnostics (errors |> List.map describe))
        | Choice1Of2(Some value) when value.ReflectionType <> typeof<unit> ->
            Ok(Some { Value = value.ReflectionValue; Type = value.ReflectionType })
        | Choice1Of2 _ -> Ok None
        | Choice2Of2 error -> Error(CellError.ofException error)

    /// Makes an assembly on disk usable by the cells that follow.
    member _.Reference(assembly: string) : unit =
        reference assembly

    /// Gives a value a name in the cells that follow, under its own type where F# can name it. Generated source does it,
    /// because the compiler's own way of adding a value gives it a type that is not equal to `int` and the like.
    member _.Bind(name: string, value: CellValue) : unit =
        SharedValues.Set(name, value.Value)
        for assembly in TypeName.assemblies value.Type do
            reference assembly
        let source = $"let ``{name}`` : {TypeName.inFSharp value.Type} = unbox (Harness.Notebooks.Kernels.SharedValues.Get \"{name}\")"
        session.EvalInteraction(source, CancellationToken.None)

    /// The values that cells have named, by name. `it` is the last expression's and is left out.
    member _.Values: Map<string, CellValue> =
        session.GetBoundValues()
        |> List.filter (fun bound -> bound.Name <> "it")
        |> List.map (fun bound -> bound.Name, { Value = bound.Value.ReflectionValue; Type = bound.Value.ReflectionType })
        |> Map.ofList

    interface IDisposable with
        member _.Dispose() = (session :> IDisposable).Dispose()
