namespace Harness.Notebooks.Kernels

open System
open System.Collections.Generic
open System.Collections.Immutable
open System.IO
open System.Threading
open System.Threading.Tasks
open FSharp.Compiler.Diagnostics
open FSharp.Compiler.EditorServices
open FSharp.Compiler.Interactive.Shell
open Microsoft.CodeAnalysis
open Microsoft.DotNet.Interactive
open Microsoft.DotNet.Interactive.Commands
open Microsoft.DotNet.Interactive.Events
open Microsoft.DotNet.Interactive.Formatting
open Microsoft.DotNet.Interactive.ValueSharing
open Harness.Notebooks.Display

/// F# cells for the engine of Microsoft.DotNet.Interactive, run by the compiler service in this process. Relative `#load` and `#r`
/// start from `folder`. (The project's own F# kernel is not published as a package.)
type FSharpKernel(folder: string, cells: CellThread) as this =
    inherit Kernel("fsharp")

    do
        this.KernelInfo.LanguageName <- "F#"
        this.KernelInfo.DisplayName <- "fsharp - F# Script"

    // Without /usesdkrefs- a shared int is a System.Int32 that "does not match the type int" (dotnet/fsharp issue 10496).
    let arguments =
        [| "fsi"; "--noninteractive"; "--nologo"; "--gui-"; "--optimize+"; "--nowarn:3370"; "/usesdkrefs-"; $"--lib:{folder}" |]

    // `show` and `export`, and the static helpers of the engine (`display`, `HTML`), are in scope from the first cell.
    let prelude =
        [ $"#r @\"{typeof<CellThread>.Assembly.Location}\""
          $"#r @\"{typeof<Kernel>.Assembly.Location}\""
          $"#r @\"{typeof<Formatter>.Assembly.Location}\""
          "open type Microsoft.DotNet.Interactive.Kernel" ]

    // The compiler takes a second to start; only a notebook with F# cells pays for it.
    let session =
        lazy
            (let made =
                FsiEvaluationSession.Create(
                    FsiEvaluationSession.GetDefaultConfiguration(),
                    arguments,
                    TextReader.Null,
                    TextWriter.Null,
                    TextWriter.Null
                )
             for line in prelude do
                 made.EvalInteraction(line, CancellationToken.None)
             made)

    // Lines of the message after the first list search folders of this machine.
    let message (found: FSharpDiagnostic) =
        if found.ErrorNumber = 78 || found.ErrorNumber = 84 then
            (found.Message.Split '\n')[0]
        else
            found.Message

    let diagnostic (found: FSharpDiagnostic) =
        let at line column = LinePosition(max 0 (line - 1), column)
        let severity =
            match found.Severity with
            | FSharpDiagnosticSeverity.Error -> DiagnosticSeverity.Error
            | FSharpDiagnosticSeverity.Warning -> DiagnosticSeverity.Warning
            | FSharpDiagnosticSeverity.Info -> DiagnosticSeverity.Info
            | FSharpDiagnosticSeverity.Hidden -> DiagnosticSeverity.Hidden
        let span = LinePositionSpan(at found.StartLine found.StartColumn, at found.EndLine found.EndColumn)
        Diagnostic(span, severity, found.ErrorNumberText, message found)

    let publish (found: FSharpDiagnostic seq) (command: KernelCommand) (context: KernelInvocationContext) =
        let all = found |> Seq.map diagnostic |> ImmutableArray.CreateRange
        if not all.IsEmpty then
            let texts = [| for one in all -> FormattedValue(PlainTextFormatter.MimeType, CellError.describe one) |]
            context.Publish(DiagnosticsProduced(all, texts, command))

    let show (value: objnull) (command: KernelCommand) (context: KernelInvocationContext) =
        match List.rev (Rendering.toDisplays value) with
        | [] -> ()
        | last :: before ->
            // Only one output of a cell may be its result: the last.
            for display in List.rev before do
                context.Publish(DisplayedValueProduced(value, command, display))
            context.Publish(ReturnValueProduced(value, command, last))

    let submit (command: SubmitCode) (context: KernelInvocationContext) =
        context.Publish(CodeSubmissionReceived command)
        let outcome, diagnostics = session.Value.EvalInteractionNonThrowing(command.Code, CancellationToken.None)
        let errors, others =
            diagnostics |> List.ofArray |> List.partition (fun found -> found.Severity = FSharpDiagnosticSeverity.Error)
        publish (others |> Seq.filter (fun found -> found.Severity = FSharpDiagnosticSeverity.Warning)) command context
        match outcome with
        // A cell that does not parse comes back as a success without a value, its errors beside it.
        | _ when not errors.IsEmpty ->
            CellError.fail context command (CellError.ofDiagnostics (errors |> List.map (diagnostic >> CellError.describe)))
        | Choice1Of2(Some value) when value.ReflectionType <> typeof<unit> -> show value.ReflectionValue command context
        | Choice1Of2 _ -> ()
        | Choice2Of2 error -> CellError.fail context command (CellError.ofException error)

    let completions (command: RequestCompletions) (context: KernelInvocationContext) =
        let parsed, found, _ = session.Value.ParseAndCheckInteraction command.Code
        let line = (command.Code.Split '\n')[command.LinePosition.Line]
        let partial = QuickParse.GetPartialLongNameEx(line, command.LinePosition.Character - 1)
        let declarations = found.GetDeclarationListInfo(Some parsed, command.LinePosition.Line + 1, line, partial)
        let fits (item: DeclarationListItem) =
            item.NameInList.StartsWith(partial.PartialIdent, StringComparison.OrdinalIgnoreCase)
        let items =
            [ for item in declarations.Items do
                  if fits item then
                      CompletionItem(item.NameInList, string item.Glyph, insertText = item.NameInCode) ]
        context.Publish(CompletionsProduced(items, command))

    let formatted (value: objnull) (mime: string) = FormattedValue(mime, value.ToDisplayString mime)

    // `it` is the last expression's value.
    let values () = session.Value.GetBoundValues() |> List.filter (fun bound -> bound.Name <> "it")

    let valueInfos (command: RequestValueInfos) (context: KernelInvocationContext) =
        let infos =
            [ for bound in values () ->
                  KernelValueInfo(bound.Name, formatted bound.Value.ReflectionValue command.MimeType, bound.Value.ReflectionType) ]
        context.Publish(ValueInfosProduced(infos, command))

    let value (command: RequestValue) (context: KernelInvocationContext) =
        match session.Value.TryFindBoundValue command.Name with
        | Some bound ->
            let found = bound.Value.ReflectionValue
            context.Publish(ValueProduced(found, command.Name, formatted found command.MimeType, command))
        | None -> context.Fail(command, null, $"Value '{command.Name}' not found in kernel fsharp")

    let finished (action: unit -> unit) : Task =
        action ()
        Task.CompletedTask

    /// Starts the compiler, so that the time of the first cell is its own.
    member _.Start() : unit = session.Force() |> ignore

    /// Makes an assembly on disk usable by the cells that follow, its namespace opened.
    member _.Reference(assembly: string, space: string) : unit =
        session.Value.EvalInteraction($"#r @\"{assembly}\"", CancellationToken.None)
        session.Value.EvalInteraction($"open {space}", CancellationToken.None)

    interface IKernelCommandHandler<SubmitCode> with
        member _.HandleAsync(command, context) =
            task {
                let! ended = cells.Run(fun () -> finished (fun () -> submit command context))
                CellError.failUnlessDone context command ended
            }

    interface IKernelCommandHandler<RequestCompletions> with
        member _.HandleAsync(command, context) = finished (fun () -> completions command context)

    interface IKernelCommandHandler<RequestDiagnostics> with
        member _.HandleAsync(command, context) =
            let _, found, _ = session.Value.ParseAndCheckInteraction command.Code
            finished (fun () -> publish found.Diagnostics command context)

    interface IKernelCommandHandler<RequestValueInfos> with
        member _.HandleAsync(command, context) = finished (fun () -> valueInfos command context)

    interface IKernelCommandHandler<RequestValue> with
        member _.HandleAsync(command, context) = finished (fun () -> value command context)

    interface IKernelCommandHandler<SendValue> with
        member this.HandleAsync(command, context) =
            let bind (name: string) (value: obj) (_: Type | null) = finished (fun () -> session.Value.AddBoundValue(name, value))
            this.Bind(command, context, bind)

    member private _.Bind(command: SendValue, context: KernelInvocationContext, bind) : Task =
        base.SetValueAsync(command, context, bind)
