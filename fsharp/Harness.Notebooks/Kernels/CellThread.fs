namespace Harness.Notebooks.Kernels

#nowarn "44" // ControlledExecution is marked for use by scripting hosts only, which this is.

open System
open System.Collections.Concurrent
open System.Runtime
open System.Threading
open System.Threading.Tasks

[<RequireQualifiedAccess>]
type CellEnd =
    | Done
    /// Interrupted: the code no longer runs.
    | Stopped
    /// Interrupted, but native code, or a C# loop that calls nothing, goes on until it returns; the next cell waits for it.
    | LeftRunning

/// The one thread on which the cells of both languages run. One, because torch's gradient mode and dispose scopes belong to a
/// thread and must outlive a cell; with a large stack, because the F# compiler recurses deeply.
type CellThread() =

    static let patience = TimeSpan.FromSeconds 3.0

    let jobs = new BlockingCollection<unit -> unit>()
    let body () =
        for job in jobs.GetConsumingEnumerable() do
            job ()
    let thread = Thread(body, 64 * 1024 * 1024, IsBackground = true, Name = "notebook cells")
    let mutable stop: unit -> unit = ignore

    do thread.Start()

    let start (work: unit -> Task) : Task<CellEnd> =
        let ended = TaskCompletionSource<CellEnd> TaskCreationOptions.RunContinuationsAsynchronously
        // What the caller's context carries (the engine's current command, the console) must reach the cell.
        let context = nonNull (ExecutionContext.Capture())
        let job () =
            let source = new CancellationTokenSource()
            stop <-
                fun () ->
                    source.CancelAsync() |> ignore
                    Task.Delay(patience).ContinueWith(fun (_: Task) -> ended.TrySetResult CellEnd.LeftRunning |> ignore) |> ignore
            try
                let run () = ExecutionContext.Run(context, (fun _ -> work().GetAwaiter().GetResult()), null)
                ControlledExecution.Run(run, source.Token)
                ended.TrySetResult CellEnd.Done |> ignore
            with
            | :? OperationCanceledException when source.IsCancellationRequested -> ended.TrySetResult CellEnd.Stopped |> ignore
            | error -> ended.TrySetException error |> ignore
            stop <- ignore
        jobs.Add job
        ended.Task

    /// Runs a job after those before it; at once when it is a cell that asks. Exceptions of the job come out of the task.
    member _.Run(work: unit -> Task) : Task<CellEnd> =
        if Thread.CurrentThread = thread then
            task {
                do! work ()
                return CellEnd.Done
            }
        else
            start work

    /// Aborts the job that runs now. Without one nothing happens.
    member _.Interrupt() : unit = stop ()

    interface IDisposable with
        member _.Dispose() = jobs.CompleteAdding()
