/// The harness as a kernel of Jupyter's own programs.
module Harness.Notebooks.Tests.Jupyter.KernelTests

open System
open System.IO
open System.Text.Json
open Microsoft.DotNet.Interactive.Documents
open Xunit
open Harness.Notebooks.Documents
open Harness.Notebooks.Running
open Harness.Notebooks.Tests
open Harness.Notebooks.Tests.Support

/// One of both languages, or all: `HARNESS_NBCONVERT=all ./harness test Notebooks`.
let notebooks () : TheoryData<string> =
    match Environment.GetEnvironmentVariable "HARNESS_NBCONVERT" with
    | "all" -> RepositoryNotebooksTests.names ()
    | _ -> TheoryData<string> "own-adapter.ipynb"

let private printed (path: string) =
    [ for cell in (NotebookFile.read path).Elements do
          for output in cell.Outputs do
              match output with
              | :? TextElement as text -> yield! text.Text.Split '\n'
              | _ -> () ]

[<Theory>]
[<MemberData(nameof notebooks)>]
let ``nbconvert runs a committed notebook with the installed kernel, and it prints what is expected`` (name: string) =
    let nbconvert, _ = Programs.jupyter ()
    use folder = new Folder()
    let path = Path.Combine(root, "notebooks", name)
    let arguments = [ "--to"; "notebook"; "--execute"; "--output-dir"; folder.Path; "--output"; name; path ]
    let ended = Programs.run nbconvert arguments (Programs.installed folder)
    Assert.True((ended.Code = 0), ended.Errors.Substring(max 0 (ended.Errors.Length - 3000)))
    let lines = printed (folder.File name)
    for KeyValue(export, expected) in (Expectations.read (Expectations.pathFor path)).Value do
        if expected.Tolerance = 0.0 then
            Assert.Contains($"{export} = {expected.Value}", lines)
        else
            Assert.Contains(lines, fun line -> line.StartsWith($"{export} = ", StringComparison.Ordinal))

[<Fact>]
let ``nbconvert ends with an error where a cell fails`` () =
    let nbconvert, _ = Programs.jupyter ()
    use folder = new Folder()
    NotebookFile.write (folder.File "n.ipynb") (NotebookFile.create [ fsharp "c" "failwith \"boom\"" ])
    let arguments = [ "--to"; "notebook"; "--execute"; "--output"; "out"; folder.File "n.ipynb" ]
    let ended = Programs.run nbconvert arguments (Programs.installed folder)
    Assert.NotEqual(0, ended.Code)
    Assert.Contains("boom", ended.Errors)

let private frontEnd (action: string) =
    let _, python = Programs.jupyter ()
    use folder = new Folder()
    let script = Path.Combine(root, "tests", "Harness.Notebooks.Tests", "Jupyter", "front_end.py")
    let ended = Programs.run python [ script; action; ".net-fsharp" ] (("TMPDIR", folder.Path) :: Programs.installed folder)
    Assert.True((ended.Code = 0), ended.Errors)
    Programs.eventually "no process of the kernel is left" (fun () -> (Programs.processesThatName folder.Path).IsEmpty)
    JsonDocument.Parse(ended.Output).RootElement

let private cell (seen: JsonElement) (name: string) =
    let cell = seen.GetProperty name
    string (cell.GetProperty("status").GetString()),
    [ for output in cell.GetProperty("outputs").EnumerateArray() -> string (output.GetString()) ] |> String.concat ""

[<Fact>]
let ``an interruption stops an F# cell, and the kernel goes on in both languages with what it knew`` () =
    let seen = frontEnd "interrupt"
    Assert.Equal(("ok", "41\n"), cell seen "first")
    let status, outputs = cell seen "interrupted"
    Assert.Equal("error", status)
    Assert.Contains("Interrupted: the cell was stopped", outputs)
    Assert.Equal(("ok", "42"), cell seen "after")
    Assert.Equal(("ok", "82"), cell seen "csharp")
    Assert.Contains("WriteLine", [ for found in seen.GetProperty("completions").EnumerateArray() -> string (found.GetString()) ])
    Assert.True(seen.GetProperty("ended").GetBoolean(), "the kernel did not end when asked to")

[<Fact>]
let ``a killed kernel leaves no process, and the front end has what the cells printed`` () =
    let seen = frontEnd "kill"
    Assert.Equal(("ok", "41\n"), cell seen "first")
    Assert.False(seen.GetProperty("alive").GetBoolean())
