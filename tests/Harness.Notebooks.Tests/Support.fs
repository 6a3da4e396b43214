module Harness.Notebooks.Tests.Support

open System
open System.IO
open System.Threading
open Microsoft.DotNet.Interactive.Documents
open Xunit
open Harness.Notebooks.Documents
open Harness.Notebooks.Kernels
open Harness.Notebooks.Running

// The console is the process's; tests that run cells take turns.
[<assembly: CollectionBehavior(DisableTestParallelization = true)>]
do ()

let root: string =
    RepositoryRoot.tryFind AppContext.BaseDirectory
    |> Option.defaultWith (fun () -> failwith "the tests must run inside the repository")

/// A folder that is gone after the test.
type Folder() =
    let folder = Directory.CreateTempSubdirectory "notebook-tests-"
    member _.Path = folder.FullName
    member _.File(name: string) = Path.Combine(folder.FullName, name)
    interface IDisposable with
        member _.Dispose() = folder.Delete true

let fsharp (id: string) (source: string) = Cells.fsharp id source []

/// What one output of a cell says: its kind, and its text, or the plain form of its data.
let describe (output: InteractiveDocumentOutputElement) : string * string =
    match output with
    | :? TextElement as text -> text.Name, text.Text
    | :? ReturnValueElement as result -> "result", string result.Data["text/plain"]
    | :? DisplayElement as shown -> "shown", string shown.Data["text/plain"]
    | :? ErrorElement as error -> "error", error.ErrorValue
    | other -> failwith $"{other}"

/// Runs one cell and gives how it ended, its outputs, and its exports.
let execute (session: Session) (kernel: string) (source: string) =
    let outputs = Outputs id
    let mutable exports = []
    Exports.collect (fun name value -> exports <- (name, value) :: exports)
    let outcome = session.Execute(kernel, source, TimeSpan.FromMinutes 5.0, CancellationToken.None, outputs)
    outcome, outputs.All 1 |> List.map describe, List.rev exports

/// One session for all tests that only need some cells run: the compilers take seconds to start.
type SharedSession() =
    let folder = new Folder()
    let session = new Session(folder.Path)
    do
        let references =
            [ for name in [ "Harness.Data.Files"; "Harness.Data"; "TorchSharp"; "Deedle" ] ->
                  $"#r @\"{AppContext.BaseDirectory}{name}.dll\"" ]
        execute session "fsharp" (String.concat "\n" references) |> ignore
    member _.Session = session
    interface IDisposable with
        member _.Dispose() =
            (session :> IDisposable).Dispose()
            (folder :> IDisposable).Dispose()
