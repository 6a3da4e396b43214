module Harness.Notebooks.Tests.Sources.NotebookSyncTests

open System.IO
open Microsoft.DotNet.Interactive.Documents
open Xunit
open Harness.Data.Files
open Harness.Notebooks
open Harness.Notebooks.Documents
open Harness.Notebooks.Tests.Support

let private repository (script: string) =
    let folder = new Folder()
    Directory.CreateDirectory(folder.File "fsharp/scripts") |> ignore
    File.WriteAllText(folder.File "fsharp/scripts/a.fsx", script)
    File.WriteAllText(folder.File "fsharp/scripts/plain.fsx", "let notLiterate = 1")
    folder

let private sync (folder: Folder) (check: bool) =
    use log = new StringWriter()
    let code = NotebookRunner.Sync(folder.Path, check, log)
    code, log.ToString()

[<Fact>]
let ``check names a missing or stale notebook, sync mends it`` () =
    use folder = repository "(** # A *)\nlet x = 1\n"
    let code, text = sync folder true
    Assert.Equal(1, code)
    Assert.Contains("notebooks/a.ipynb does not match fsharp/scripts/a.fsx: the notebook does not exist", text)
    Assert.Equal(0, fst (sync folder false))
    Assert.Equal((0, ""), sync folder true)
    File.WriteAllText(folder.File "fsharp/scripts/a.fsx", "(** # A *)\nlet x = 2\n")
    Assert.Contains("cell c1 differs", snd (sync folder true))
    File.WriteAllText(folder.File "fsharp/scripts/a.fsx", "(** # A *)\nlet x = 1\n(** End *)\n")
    Assert.Contains("the script has 3 cells, the notebook 2", snd (sync folder true))
    Assert.False(File.Exists(folder.File "notebooks/plain.ipynb"))

[<Fact>]
let ``sync keeps the outputs of unchanged cells only`` () =
    use folder = repository "(** # A *)\nlet x = 1\n// %%\nx + 1\n"
    sync folder false |> ignore
    let path = folder.File "notebooks/a.ipynb"
    let notebook = NotebookFile.read path
    for cell in notebook.Elements |> Seq.filter Cells.isCode do
        cell.ExecutionOrder <- 1
        cell.Outputs.Add(TextElement cell.Contents)
    NotebookFile.write path notebook
    File.WriteAllText(folder.File "fsharp/scripts/a.fsx", "(** # A *)\nlet x = 5\n// %%\nx + 1\n")
    sync folder false |> ignore
    let outputs = (NotebookFile.read path).Elements |> Seq.map (fun cell -> nonNull cell.Id, cell.Outputs.Count) |> List.ofSeq
    Assert.Equal<(string * int) list>([ "m1", 0; "c1", 0; "c2", 1 ], outputs)

[<Fact>]
let ``check names a notebook that another tool wrote in its own form`` () =
    use folder = repository "(** # A *)\nlet x = 1\n"
    sync folder false |> ignore
    let path = folder.File "notebooks/a.ipynb"
    File.WriteAllText(path, File.ReadAllText(path).Replace("\n ", "\n  "))
    Assert.Contains("not in canonical form", snd (sync folder true))
    sync folder false |> ignore
    Assert.Equal((0, ""), sync folder true)

[<Fact>]
let ``a folder without literate scripts is a missing thing`` () =
    use folder = new Folder()
    let error = Assert.Throws<UserErrorException>(fun () -> sync folder true |> ignore)
    Assert.Equal(3, error.ExitCode)
