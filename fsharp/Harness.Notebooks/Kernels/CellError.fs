namespace Harness.Notebooks.Kernels

open System
open System.Diagnostics
open System.Text.RegularExpressions

/// Why a cell failed. The traceback holds method names only: file paths would differ between machines.
type CellError =
    { Name: string
      Message: string
      Traceback: string list }

[<RequireQualifiedAccess>]
module CellError =

    // The compiler wraps each cell in a module of its own; readers know their functions without it.
    let private readable (method: string) = Regex.Replace(method, @"\bFSI_\d+[.+]?|\bSubmission#\d+[.+]?", "")

    // Frames of the compiler and of reflection lie below the cell's own; they tell a reader nothing.
    let private isMachinery (name: string) =
        [ "FSharp.Compiler."; "System.Reflection."; "System.RuntimeMethodHandle"; "Harness.Notebooks."; "Microsoft.CodeAnalysis."
          "System.Runtime."; "System.Threading."; "InvokeStub_"; "<StartupCode$" ]
        |> List.exists (fun prefix -> name.StartsWith(prefix, StringComparison.Ordinal))

    let private frames (error: exn) =
        [ for frame in StackTrace(error, false).GetFrames() do
            match frame.GetMethod() with
            | null -> ()
            | method ->
                let owner = match method.DeclaringType with null -> "" | found -> string found.FullName + "."
                let full = owner + method.Name
                if not (isMachinery full) then $"   at {readable full}" ]

    let rec private innermost (error: exn) =
        match error with
        | :? System.Reflection.TargetInvocationException | :? AggregateException | :? TypeInitializationException ->
            match error.InnerException with
            | null -> error
            | inner -> innermost inner
        | _ -> error

    /// A compile-time failure: every diagnostic on a line of its own.
    let ofDiagnostics (diagnostics: string list) : CellError =
        { Name = "CompilationError"
          Message = (match diagnostics with [] -> "the cell does not compile" | first :: _ -> first)
          Traceback = diagnostics }

    /// A failure at run time; wrappers around the real cause are taken off.
    let ofException (error: exn) : CellError =
        let cause = innermost error
        let name = readable (cause.GetType().Name)
        { Name = name; Message = cause.Message; Traceback = $"{name}: {cause.Message}" :: frames cause }
