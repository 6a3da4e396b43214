namespace Harness.Notebooks.Kernels

// ControlledExecution carries an obsolete mark because aborting code is right in interactive use only; a notebook is that use.
#nowarn "44"

open System
open System.Collections.Concurrent
open System.Runtime
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

    // How long an aborted cell may take to unwind before its thread is given up.
    static let grace = TimeSpan.FromSeconds 3.0

    let jobs = new BlockingCollection<unit -> unit>()

    let thread =
        let body () =
            for job in jobs.GetConsumingEnumerable() do
                job ()
        Thread(body, 64 * 1024 * 1024, IsBackground = true, Name = "notebook cells")

    do thread.Start()

    /// Runs a job and waits for it. A job that is too slow, or cancelled, is aborted wherever managed code runs; one that
    /// is stuck in native code is left behind on its background thread. In both cases the session must not be used again.
    /// Exceptions of the job itself come out of this call.
    member _.Run(timeout: TimeSpan, cancellation: CancellationToken, job: unit -> 'T) : JobOutcome<'T> =
        use slow = new CancellationTokenSource(timeout)
        use stop = CancellationTokenSource.CreateLinkedTokenSource(slow.Token, cancellation)
        let token = stop.Token
        let finished = new ManualResetEventSlim false
        let result: Choice<'T, exn> option ref = ref None

        jobs.Add(fun () ->
            try
                try
                    ControlledExecution.Run((fun () -> result.Value <- Some(Choice1Of2(job ()))), token)
                with error -> result.Value <- Some(Choice2Of2 error)
            finally
                finished.Set())

        try finished.Wait token
        with :? OperationCanceledException -> finished.Wait grace |> ignore

        match result.Value with
        | Some(Choice1Of2 value) -> JobOutcome.Done value
        | _ when cancellation.IsCancellationRequested -> JobOutcome.Cancelled
        | _ when token.IsCancellationRequested -> JobOutcome.TimedOut
        | Some(Choice2Of2 error) ->
            ExceptionDispatchInfo.Throw error
            JobOutcome.Cancelled
        | None -> JobOutcome.Cancelled

    interface IDisposable with
        member _.Dispose() = jobs.CompleteAdding()
