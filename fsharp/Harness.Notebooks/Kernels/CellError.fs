namespace Harness.Notebooks.Kernels

open System
open System.Diagnostics
open System.Text.RegularExpressions
open Microsoft.CodeAnalysis
open Microsoft.DotNet.Interactive
open Microsoft.DotNet.Interactive.Commands

/// Why a cell failed. The traceback holds method names only: file paths would differ between machines.
type CellError = { Name: string; Message: string; Traceback: string list }

[<RequireQualifiedAccess>]
module CellError =

    // The compilers wrap each cell in a type of its own; readers know their functions without it.
    let private readable (method: string) = Regex.Replace(method, @"\bFSI_\d+[.+]?|\bSubmission#\d+[.+]?", "")

    // Frames of the compilers, of reflection and of the engine lie below the cell's own; they tell a reader nothing.
    let private isMachinery (name: string) =
        [ "FSharp.Compiler."
          "System.Reflection."
          "System.RuntimeMethodHandle"
          "Harness.Notebooks."
          "Microsoft.CodeAnalysis."
          "Microsoft.DotNet.Interactive."
          "System.Runtime."
          "System.Threading."
          "InvokeStub_"
          "<StartupCode$" ]
        |> List.exists (fun prefix -> name.StartsWith(prefix, StringComparison.Ordinal))

    let private frames (error: exn) =
        [ for frame in StackTrace(error, false).GetFrames() do
              match frame.GetMethod() with
              | null -> ()
              | method ->
                  let owner =
                      match method.DeclaringType with
                      | null -> ""
                      | found -> string found.FullName + "."
                  let full = owner + method.Name
                  if not (isMachinery full) then
                      $"   at {readable full}" ]

    let rec private innermost (error: exn) =
        match error with
        | :? System.Reflection.TargetInvocationException
        | :? AggregateException
        | :? TypeInitializationException ->
            match error.InnerException with
            | null -> error
            | inner -> innermost inner
        | _ -> error

    /// "(line,column): error CS0103: message", counted from 1 in the cell.
    let describe (found: Diagnostic) : string =
        let severity = if found.Severity = DiagnosticSeverity.Error then "error" else "warning"
        $"({found.LinePositionSpan.Start.Line + 1},{found.LinePositionSpan.Start.Character + 1}): {severity} {found.Code}: {found.Message}"

    /// A compile-time failure: every diagnostic on a line of its own.
    let ofDiagnostics (diagnostics: string list) : CellError =
        { Name = "CompilationError"
          Message =
            (match diagnostics with
             | [] -> "the cell does not compile"
             | first :: _ -> first)
          Traceback = diagnostics }

    /// A failure at run time; wrappers around the real cause are taken off.
    let ofException (error: exn) : CellError =
        let cause = innermost error
        let name = readable (cause.GetType().Name)
        let message = Harness.Data.Files.ErrorText.Of cause
        { Name = name; Message = message; Traceback = $"{name}: {message}" :: frames cause }

    /// Fails a command with the error's text alone: with an exception front ends would print frames and paths of this machine.
    let fail (context: KernelInvocationContext) (command: KernelCommand) (error: CellError) : unit =
        let text = String.concat "\n" error.Traceback
        context.Fail(command, null, (if error.Name = "CompilationError" then $"CompilationError: {text}" else text))

    /// What an interrupted cell says.
    let failUnlessDone (context: KernelInvocationContext) (command: KernelCommand) (ended: CellEnd) : unit =
        match ended with
        | CellEnd.Done -> ()
        | CellEnd.Stopped -> context.Fail(command, null, "Interrupted: the cell was stopped")
        | CellEnd.LeftRunning ->
            context.Fail(
                command,
                null,
                "Interrupted: the cell cannot be stopped, being in native code or in a C# loop that calls nothing; it goes on, and the next cell waits for it. A restart ends it"
            )

    /// The error that `fail` wrote.
    let ofText (text: string) : CellError =
        let lines = text.Split '\n' |> List.ofArray
        let message = lines |> List.takeWhile (fun line -> not (line.StartsWith("   at ", StringComparison.Ordinal)))
        match lines.Head.Split(": ", 2) with
        | [| "CompilationError" as name; first |] -> { Name = name; Message = first; Traceback = first :: lines.Tail }
        | [| name; _ |] when not (name.Contains ' ') ->
            { Name = name
              Message = (String.concat "\n" message).Substring(name.Length + 2)
              Traceback = lines }
        | _ -> { Name = "Error"; Message = String.concat "\n" message; Traceback = lines }
