/// The runner as a process of its own, when things go wrong.
module Harness.Notebooks.Tests.FaultTests

open System
open System.IO
open Microsoft.DotNet.Interactive.Documents
open Xunit
open Harness.Notebooks.Documents
open Harness.Notebooks.Running
open Harness.Notebooks.Tests.Support

let private write (path: string) (cells: InteractiveDocumentElement list) = NotebookFile.write path (NotebookFile.create cells)

let private outputs (path: string) (id: string) =
    [ for output in ((NotebookFile.read path).Elements |> Seq.find (fun cell -> cell.Id = id)).Outputs -> describe output ]

let private banner (path: string) =
    (NotebookFile.read path).Elements |> Seq.tryFind (Cells.hasTag ErrorBanner.Tag) |> Option.map _.Contents

// Its name is on the command line of whatever the run starts, and its temporary files lie in it.
let private inFolder (folder: Folder) = [ "TMPDIR", folder.Path ]

let private chart = "open Plotly.NET\nChart.Point(xy = [ 1, 2 ]) |> show"

[<Fact>]
let ``a runner that is killed in a cell leaves the cells before, a banner, and no process`` () =
    use folder = new Folder()
    let file = folder.File "n.ipynb"
    write
        file
        [ fsharp "c1" $"#r @\"{AppContext.BaseDirectory}Plotly.NET.dll\"\nprintfn \"kept\"\n{chart}"
          fsharp "c2" "while true do ()"
          fsharp "c3" "1" ]
    use runner = Programs.start "dotnet" [ Programs.cli; "nb"; "run"; file ] (inFolder folder)
    Programs.eventually "the first cell is saved" (fun () -> not (outputs file "c1").IsEmpty)
    // As kill -9: the runner alone, not what it started.
    runner.Kill()
    runner.WaitForExit()
    Assert.Equal(137, runner.ExitCode)
    Assert.Equal(("stdout", "kept\n"), (outputs file "c1").Head)
    Assert.Empty(outputs file "c2")
    Assert.Contains("It was still running, or was killed", (banner file).Value)
    Programs.eventually "no process is left" (fun () -> (Programs.processesThatName folder.Path).IsEmpty)
    // The next run takes the banner away again.
    write file ((NotebookFile.read file).Elements |> Seq.filter (fun cell -> cell.Id <> "c2") |> List.ofSeq)
    Assert.Equal(0, (Programs.harness [ "nb"; "run"; file ] []).Code)
    Assert.Equal(None, banner file)

[<Theory>]
[<InlineData("fsharp", "printfn \"partial\"\nwhile true do ()")>]
[<InlineData("csharp", "#!csharp\nConsole.WriteLine(\"partial\"); while (true) { }")>]
let ``a cell in an endless loop meets its time-out, and the runner ends`` (language: string) (source: string) =
    use folder = new Folder()
    let file = folder.File "n.ipynb"
    let cell = if language = "csharp" then Cells.csharp "c1" source [] else fsharp "c1" source
    write file [ cell; fsharp "c2" "1" ]
    let ended = Programs.harness [ "nb"; "run"; file; "--cell-timeout"; "25" ] (inFolder folder)
    Assert.Equal(1, ended.Code)
    Assert.Contains("Cell [1] failed. CellTimeout: the cell ran longer than 25 s", ended.Errors)
    Assert.Equal<(string * string) list>([ "stdout", "partial\n"; "error", "the cell ran longer than 25 s" ], outputs file "c1")
    Assert.Contains("CellTimeout", (banner file).Value)
    Assert.Empty(Programs.processesThatName folder.Path)

[<Fact>]
let ``a wrong value planted in a committed notebook's expectations fails with its cell, its name, and both values`` () =
    use folder = new Folder()
    // The notebook finds the sources beside its folder.
    Directory.CreateSymbolicLink(folder.File "fsharp", Path.Combine(root, "fsharp")) |> ignore
    let file = folder.File "notebooks/check-a-conjecture.ipynb"
    Directory.CreateDirectory(folder.File "notebooks/expectations") |> ignore
    let committed = Path.Combine(root, "notebooks", "check-a-conjecture.ipynb")
    File.Copy(committed, file)
    let expected = File.ReadAllText(Expectations.pathFor committed)
    let planted = expected.Replace("\"passed\"", "\"failed\"")
    Assert.NotEqual<string>(expected, planted)
    File.WriteAllText(Expectations.pathFor file, planted)
    let ended = Programs.harness [ "nb"; "run"; file ] []
    Assert.Equal(1, ended.Code)
    Assert.Matches(@"cell \[\d+\]: 'the bound' is passed; expected failed", ended.Errors)
    Assert.Contains("expected failed", (banner file).Value)
