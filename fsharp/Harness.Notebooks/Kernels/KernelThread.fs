namespace Harness.Notebooks.Kernels

open System
open System.Collections.Concurrent
open System.Runtime.ExceptionServices
open System.Threading

[<RequireQualifiedAccess>]
type JobOutcome<'T> =
    | Done of 'T
    | TimedOut
    | Cancelled

/// The one thread on which a session's cells run. One, because torch's gradient mode and dispose scopes belong to a thread
/// and must outlive a cell; with a large stack, because the F# compiler recurses deeply.
type KernelThread() =

    let jobs = new BlockingCollection<unit -> unit>()

    let thread =
        let body () =
            for job in jobs.GetConsumingEnumerable() do
                job ()
        Thread(body, 64 * 1024 * 1024, IsBackground = true, Name = "notebook cells")

    do thread.Start()

    /// Runs a job and waits for it. A job that is too slow, or cancelled, is left behind on its background thread, which
    /// ends with the process; the session must not be used again. (Aborting it instead could strike inside the compiler
    /// and leave its locks held for every later session.) Exceptions of the job itself come out of this call.
    member _.Run(timeout: TimeSpan, cancellation: CancellationToken, job: unit -> 'T) : JobOutcome<'T> =
        let finished = new ManualResetEventSlim false
        let result: Choice<'T, exn> option ref = ref None

        jobs.Add(fun () ->
            result.Value <- Some(try Choice1Of2(job ()) with error -> Choice2Of2 error)
            finished.Set())

        let inTime = try finished.Wait(timeout, cancellation) with :? OperationCanceledException -> false
        match result.Value with
        | Some(Choice1Of2 value) when inTime -> JobOutcome.Done value
        | Some(Choice2Of2 error) when inTime ->
            ExceptionDispatchInfo.Throw error
            JobOutcome.Cancelled
        | _ when cancellation.IsCancellationRequested -> JobOutcome.Cancelled
        | _ -> JobOutcome.TimedOut

    interface IDisposable with
        member _.Dispose() = jobs.CompleteAdding()
