module Harness.Notebooks.Tests.Support

open System
open System.IO
open System.Text.Json.Nodes
open System.Threading
open Xunit
open Harness.Notebooks.Documents
open Harness.Notebooks.Kernels
open Harness.Notebooks.Running

// The console is the process's; tests that run cells take turns.
[<assembly: CollectionBehavior(DisableTestParallelization = true)>]
do ()

/// A folder that is gone after the test.
type Folder() =
    let folder = Directory.CreateTempSubdirectory "notebook-tests-"
    member _.Path = folder.FullName
    member _.File(name: string) = Path.Combine(folder.FullName, name)
    interface IDisposable with
        member _.Dispose() = folder.Delete true

let fsharp (id: string) (source: string) : Cell = Cell.code id CellLanguage.FSharp source
let csharp (id: string) (source: string) : Cell = Cell.code id CellLanguage.CSharp source

let minute = TimeSpan.FromMinutes 1.0

/// Runs one cell and gives how it ended, its outputs, and its exports.
let execute (session: Session) (language: CellLanguage) (source: string) =
    let collector = OutputCollector()
    let mutable exports = []
    let observer = { Collector = collector; Export = fun name value -> exports <- (name, value) :: exports }
    let outcome = session.Execute(language, source, minute, CancellationToken.None, observer)
    outcome, collector.Outputs, List.rev exports

/// One session for all tests that only need some cells run: the compiler takes seconds to start.
type SharedSession() =
    let folder = new Folder()
    let session = new Session(folder.Path)
    member _.Session = session
    interface IDisposable with
        member _.Dispose() =
            (session :> IDisposable).Dispose()
            (folder :> IDisposable).Dispose()

/// All text of a cell's outputs in a file.
let outputTypes (cell: Cell) : string list =
    cell.Outputs |> List.map (fun output -> (nonNull output["output_type"]).GetValue<string>())

let plainText (output: JsonObject) : string =
    match output["data"] with
    | null -> JsonLines.join output["text"]
    | data -> JsonLines.join data["text/plain"]
