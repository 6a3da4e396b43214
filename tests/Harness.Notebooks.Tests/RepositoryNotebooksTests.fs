/// The committed notebooks: as documents, and run.
module Harness.Notebooks.Tests.RepositoryNotebooksTests

open System
open System.IO
open System.Text.Json.Nodes
open Microsoft.DotNet.Interactive.Documents
open Xunit
open Harness.Notebooks
open Harness.Notebooks.Documents
open Harness.Notebooks.Running
open Harness.Notebooks.Tests.Documents
open Harness.Notebooks.Tests.Support

let private notebooks () = Directory.GetFiles(Path.Combine(root, "notebooks"), "*.ipynb") |> Array.sort

/// The committed notebooks, for theories.
let names () : TheoryData<string> = TheoryData<string>(notebooks () |> Array.map (Path.GetFileName >> string))

[<Theory>]
[<MemberData(nameof names)>]
let ``a committed notebook is valid, executed to its end, and short`` (name: string) =
    let path = Path.Combine(root, "notebooks", name)
    Assert.Empty(NotebookFormat.problems (JsonNode.Parse(File.ReadAllText path)))
    Assert.True((Expectations.read (Expectations.pathFor path)).IsSome, "its results have no expectations")
    let code = (NotebookFile.read path).Elements |> Seq.filter Cells.isCode |> List.ofSeq
    Assert.InRange(code.Length, 1, 15)
    Assert.DoesNotContain((NotebookFile.read path).Elements, Cells.hasTag ErrorBanner.Tag)
    for index, cell in List.indexed code do
        Assert.InRange((cell.Contents.Split '\n').Length, 1, 12)
        Assert.Equal(index + 1, cell.ExecutionOrder)
        Assert.DoesNotContain(cell.Outputs, fun output -> output :? ErrorElement)
        // Jupyter sends a cell's text alone.
        if cell.KernelName = "csharp" then
            Assert.StartsWith("#!csharp\n", cell.Contents)

// Processes of their own, as for a reader, and two of them: a process that has run one notebook has its compilers warm for the next.
// In turns by name, so that both have long ones and short ones.
let private ran: Lazy<string list> =
    lazy
        (use folder = new Folder()
         let shares = notebooks () |> Array.indexed |> Array.groupBy (fun (index, _) -> index % 2)
         [ for _, share in shares ->
               let files = [ for _, file in share -> file ]
               Programs.start "dotnet" (Programs.cli :: "nb" :: "run" :: files @ [ "-o"; folder.Path ]) [] ]
         |> List.map (fun started -> (Programs.finish (TimeSpan.FromMinutes 10.0) started).Errors)
         |> List.collect (fun log -> List.ofArray (log.Split '\n')))

[<Theory>]
[<MemberData(nameof names)>]
let ``a committed notebook runs, and what it exports is what is expected`` (name: string) =
    let about = ran.Value |> List.filter (fun line -> line.Contains $"/{name}: ")
    Assert.True(about.Length = 1, $"one line about {name} among:\n" + String.Join("\n", ran.Value))
    Assert.Matches(@": \d+ cells ran in \S+ s, \d+ exports as expected$", about.Head)

[<Fact>]
let ``notebooks agree with their literate sources`` () =
    use log = new StringWriter()
    let code = NotebookRunner.Sync(root, true, log)
    Assert.Equal("", log.ToString())
    Assert.Equal(0, code)
