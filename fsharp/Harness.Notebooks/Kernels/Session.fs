namespace Harness.Notebooks.Kernels

open System
open System.IO
open System.Threading
open System.Threading.Tasks
open Microsoft.DotNet.Interactive
open Microsoft.DotNet.Interactive.Commands
open Microsoft.DotNet.Interactive.CSharp
open Microsoft.DotNet.Interactive.Events
open Harness.Notebooks.Display

[<RequireQualifiedAccess>]
type CellOutcome =
    | Succeeded
    | Failed of CellError
    | TimedOut of TimeSpan
    | Cancelled

/// The kernels of one notebook on the engine of Microsoft.DotNet.Interactive: its C# kernel and the harness's F# kernel under one
/// CompositeKernel, with `#!fsharp`, `#!csharp`, `#!share` and `#!set`. `folder` is where relative `#load` and `#r` start.
type Session(folder: string) =

    let scratch = Directory.CreateTempSubdirectory "harness-notebook-"
    let cells = new CellThread()
    let composite = new CompositeKernel(DefaultKernelName = "fsharp")
    let fsharp = new FSharpKernel(folder, cells)

    let addCSharp =
        lazy
            (let csharp = new CSharpKernel()
             CSharpCells.extend csharp fsharp cells scratch.FullName
             composite.Add(csharp.UseValueSharing(), [ "c#"; "C#" ]))

    do
        Formatters.register ()
        composite.Add(fsharp.UseValueSharing(), [ "f#"; "F#" ])

    let failure (outputs: Outputs) (failed: CommandFailed) =
        match failed.Exception with
        | null -> CellError.ofText failed.Message
        | :? CodeSubmissionCompilationErrorException -> CellError.ofDiagnostics outputs.Errors
        | error -> CellError.ofException error

    /// The kernel of both languages, for a front end.
    member _.Composite: CompositeKernel =
        addCSharp.Force()
        composite

    /// Aborts the cell that runs now.
    member _.Interrupt() : unit = cells.Interrupt()

    /// Runs one cell in the kernel named and reports what it printed, showed and returned. Its time begins when the compiler stands
    /// ready. After a time-out or a cancellation the session is spent.
    member _.Execute
        (kernel: string, source: string, timeout: TimeSpan, cancellation: CancellationToken, outputs: Outputs)
        : CellOutcome =
        if kernel = "csharp" || source.Contains "csharp" then
            addCSharp.Force()
        fsharp.Start()
        use _ = composite.KernelEvents.Subscribe outputs.Add
        let running = Task.Run<KernelCommandResult>(fun () -> composite.SendAsync(SubmitCode(source, kernel)))
        let inTime =
            try
                running.Wait(int timeout.TotalMilliseconds, cancellation)
            with :? OperationCanceledException ->
                false
        if inTime then
            match
                running.Result.Events
                |> Seq.tryPick (function
                    | :? CommandFailed as failed -> Some failed
                    | _ -> None)
            with
            | Some failed -> CellOutcome.Failed(failure outputs failed)
            | None -> CellOutcome.Succeeded
        elif cancellation.IsCancellationRequested then
            CellOutcome.Cancelled
        else
            CellOutcome.TimedOut timeout

    interface IDisposable with
        // The compilers are left to the process: an abandoned cell may still run in them.
        member _.Dispose() =
            (cells :> IDisposable).Dispose()
            try
                scratch.Delete true
            with
            | :? IOException
            | :? UnauthorizedAccessException -> ()
