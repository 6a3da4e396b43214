namespace Harness.Notebooks.Jupyter

open System
open System.Diagnostics
open System.IO
open System.Runtime.InteropServices
open System.Text.Json
open System.Threading
open Microsoft.DotNet.Interactive.Jupyter
open Microsoft.Extensions.Hosting
open Harness.Data.Files
open Harness.Notebooks.Kernels

/// The harness as a Jupyter kernel: Microsoft's own Jupyter shell and heartbeat on the kernels that `nb run` uses.
[<AbstractClass; Sealed>]
type JupyterKernel private () =

    static let load (connectionFile: string) : ConnectionInformation =
        if not (File.Exists connectionFile) then
            raise (
                UserErrorException(
                    $"Connection file {connectionFile} does not exist; Jupyter writes it when it starts a kernel.",
                    3
                )
            )
        let found =
            try
                ConnectionInformation.Load(FileInfo connectionFile)
            with :? JsonException ->
                null
        match found with
        | null -> raise (UserErrorException($"{connectionFile} is no connection file of Jupyter.", 2))
        | found when String.IsNullOrEmpty found.SignatureScheme || String.IsNullOrEmpty found.Transport || isNull found.Key ->
            raise (
                UserErrorException(
                    $"{connectionFile} is no connection file of Jupyter: it needs transport, key and signature_scheme.",
                    2
                )
            )
        | found -> found

    static let lifetime (stopped: ManualResetEventSlim) =
        { new IHostApplicationLifetime with
            member _.ApplicationStarted = CancellationToken.None
            member _.ApplicationStopping = CancellationToken.None
            member _.ApplicationStopped = CancellationToken.None
            member _.StopApplication() = stopped.Set() }

    // Jupyter names its own process to the kernel. When that one is gone (killed, say), nobody will ever stop the kernel.
    static let watchParent (stopped: ManualResetEventSlim) =
        match Int32.TryParse(Environment.GetEnvironmentVariable "JPY_PARENT_PID") with
        | true, parent when parent > 1 ->
            let isAlive () =
                try
                    use found = Process.GetProcessById parent
                    not found.HasExited
                with :? ArgumentException ->
                    false
            let watch () =
                while isAlive () do
                    Thread.Sleep 1000
                stopped.Set()
            Thread(watch, IsBackground = true).Start()
        | _ -> ()

    /// Serves a front end until it says so, or is gone. `language` (fsharp or csharp) is that of cells that name none.
    /// SIGINT stops the running cell. Errors: UserErrorException for a connection file that is missing or none.
    static member Serve(connectionFile: string, language: string) : int =
        let connection = load connectionFile
        use stopped = new ManualResetEventSlim false
        use session = new Session(Directory.GetCurrentDirectory())
        let interrupt (signal: PosixSignalContext) =
            signal.Cancel <- true
            session.Interrupt()
        use _ = PosixSignalRegistration.Create(PosixSignal.SIGINT, interrupt)
        let composite = session.Composite
        composite.DefaultKernelName <- language
        let handler = JupyterRequestContextHandler composite
        let scheduler = JupyterRequestContextScheduler(fun context -> handler.Handle context)
        Shell(composite, scheduler, connection, lifetime stopped).StartAsync(CancellationToken.None).Wait()
        Heartbeat(connection).StartAsync(CancellationToken.None).Wait()
        watchParent stopped
        stopped.Wait()
        // The reply to the request to stop still has to leave the process.
        Thread.Sleep 100
        // Threads of the shell, or a cell that cannot be stopped, would hold the process.
        Environment.Exit 0
        0
