namespace Harness.Notebooks.Kernels

open System
open System.Collections.Generic
open System.IO
open System.Text.RegularExpressions
open System.Threading
open Harness.Notebooks.Display
open Harness.Notebooks.Documents
open Harness.Notebooks.Running

[<RequireQualifiedAccess>]
type CellOutcome =
    | Succeeded
    | Failed of CellError
    | TimedOut of TimeSpan
    | Cancelled

/// What a cell reports to.
type CellObserver =
    { Collector: OutputCollector
      Export: string -> ExportedValue -> unit }

/// One notebook's kernels. Values cross between the languages by name: a C# cell that mentions a value of an F# cell gets
/// it under its own type, and every variable of a C# cell is a value in the F# cells that follow.
type Session(folder: string) =

    let scratch = Directory.CreateTempSubdirectory "harness-notebook-"
    let thread = new KernelThread()

    // The compilers take a second or two to start; only a notebook with cells for them pays for it.
    let fsharp = lazy (new FSharpKernel(folder))
    let csharp = lazy (CSharpKernel(folder, scratch.FullName))

    // What both sides last agreed on, so that a value crosses again only after it has changed.
    let agreed = Dictionary<string, objnull>(StringComparer.Ordinal)

    let differs (name: string) (value: objnull) =
        match agreed.TryGetValue name with
        | true, known -> not (obj.Equals(known, value))
        | _ -> true

    let bindFromFSharp (source: string) =
        let mentioned = HashSet(Regex.Matches(source, @"[\p{L}_][\p{L}\p{Nd}_]*") |> Seq.map (fun found -> found.Value))
        for KeyValue(name, value) in fsharp.Value.Values do
            if mentioned.Contains name && differs name value.Value then
                match csharp.Value.Bind(name, value) with
                | Ok() -> agreed[name] <- value.Value
                | Error _ -> ()

    let bindFromCSharp () =
        for KeyValue(name, value) in csharp.Value.Values do
            match value.Value with
            | null -> ()
            | found when differs name found ->
                fsharp.Value.Bind(name, value)
                agreed[name] <- found
            | _ -> ()

    let runCSharp (source: string) (warn: string -> unit) : Result<objnull, CellError> =
        let parts = CSharpTypes.split source
        bindFromFSharp source
        csharp.Value.Declare parts
        |> Result.bind (fun library ->
            library |> Option.iter fsharp.Value.Reference
            csharp.Value.Execute(parts.Script, warn))
        |> Result.map (fun value ->
            bindFromCSharp ()
            value)

    // Only one output of a cell may be its result: the last.
    let result (collector: OutputCollector) (value: objnull) =
        match List.rev (Rendering.toBundles value) with
        | [] -> ()
        | last :: before ->
            for bundle in List.rev before do
                collector.Add(Shown bundle)
            collector.Add(Result last)

    let execute (language: CellLanguage) (source: string) (collector: OutputCollector) =
        let warn line = collector.Print("stderr", line + "\n")
        match language with
        | CellLanguage.FSharp ->
            fsharp.Value.Execute(source, warn)
            |> Result.map (Option.iter (fun value -> result collector value.Value))
        | CellLanguage.CSharp ->
            runCSharp source warn
            |> Result.map (fun value -> if not (isNull value) then result collector value)

    // A cell's time begins when the compilers stand ready.
    let start (language: CellLanguage) =
        let ready () =
            fsharp.Force() |> ignore
            if language = CellLanguage.CSharp then csharp.Force() |> ignore
        thread.Run(Timeout.InfiniteTimeSpan, CancellationToken.None, ready) |> ignore

    /// Runs one cell and reports what it printed, showed, exported and returned. After a time-out or a cancellation the
    /// session is spent.
    member _.Execute(language: CellLanguage, source: string, timeout: TimeSpan, cancellation: CancellationToken, observer: CellObserver) : CellOutcome =
        let job () =
            CellConsole.claim observer.Collector
            CellSink.claim { Show = Shown >> observer.Collector.Add; Export = observer.Export }
            try execute language source observer.Collector
            with error -> Error(CellError.ofException error)
        start language
        match CellConsole.during (fun () -> thread.Run(timeout, cancellation, job)) with
        | JobOutcome.Done(Ok()) -> CellOutcome.Succeeded
        | JobOutcome.Done(Error error) -> CellOutcome.Failed error
        | JobOutcome.TimedOut -> CellOutcome.TimedOut timeout
        | JobOutcome.Cancelled -> CellOutcome.Cancelled

    interface IDisposable with
        // The compiler's session is left to the process: an abandoned cell may still run in it.
        member _.Dispose() =
            (thread :> IDisposable).Dispose()
            try scratch.Delete true
            with :? IOException | :? UnauthorizedAccessException -> ()
