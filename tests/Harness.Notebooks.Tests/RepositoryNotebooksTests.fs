/// The committed notebooks: as documents, and run. Budget: a quarter of a minute a notebook on one idle core.
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
    for index, cell in List.indexed code do
        Assert.InRange((cell.Contents.Split '\n').Length, 1, 12)
        Assert.Equal(index + 1, cell.ExecutionOrder)
        Assert.DoesNotContain(cell.Outputs, fun output -> output :? ErrorElement)
        // Jupyter sends a cell's text alone.
        if cell.KernelName = "csharp" then
            Assert.StartsWith("#!csharp\n", cell.Contents)

[<Theory>]
[<MemberData(nameof names)>]
let ``a committed notebook runs, and what it exports is what is expected`` (name: string) =
    use folder = new Folder()
    // A process of its own, as for a reader: torch's settings and loaded assemblies of one notebook do not reach another.
    let program = Path.Combine(root, "src", "Harness.Cli", "bin", "Release", "net10.0", "Harness.Cli.dll")
    let arguments = [ program; "nb"; "run"; Path.Combine(root, "notebooks", name); "-o"; folder.Path ]
    let said = Harness.Data.Packages.ExternalProgram.Run("dotnet", arguments, root).Result
    Assert.True((said.Code = System.Nullable 0), said.Output + said.Errors)

[<Fact>]
let ``notebooks agree with their literate sources`` () =
    use log = new StringWriter()
    let code = NotebookRunner.Sync(root, true, log)
    Assert.Equal("", log.ToString())
    Assert.Equal(0, code)
