module Harness.Notebooks.Tests.Documents.NotebookFileTests

open System.IO
open Xunit
open Harness.Data
open Harness.Notebooks.Documents
open Harness.Notebooks.Tests.Support

[<Fact>]
let ``what other tools wrote survives a round trip`` () =
    let text = """{"cells":[{"cell_type":"markdown","id":"a","metadata":{"editor":{"x":1}},"attachments":{"p.png":{"image/png":"AA=="}},"source":["# T\n","text"]},
        {"cell_type":"code","id":"b","metadata":{},"execution_count":7,"source":"1","outputs":[{"output_type":"display_data","metadata":{},
        "data":{"application/vnd.x+json":{"k":[1,2]},"text/plain":"x"}}]}],"metadata":{"custom":true},"nbformat":4,"nbformat_minor":5}"""
    let once = NotebookFile.toText (NotebookFile.parse "t.ipynb" text)
    Assert.Contains("\"x\": 1", once)
    Assert.Contains("p.png", once)
    Assert.Contains("application/vnd.x+json", once)
    Assert.Contains("\"custom\": true", once)
    Assert.Contains("\"execution_count\": 7", once)
    Assert.Equal(once, NotebookFile.toText (NotebookFile.parse "t.ipynb" once))

[<Fact>]
let ``cells of older files without ids get stable ones`` () =
    let text = """{"cells":[{"cell_type":"raw","metadata":{},"source":[]}],"metadata":{},"nbformat":4,"nbformat_minor":2}"""
    Assert.Equal("cell-1", (NotebookFile.parse "t.ipynb" text).Cells.Head.Id)

[<Theory>]
[<InlineData("{", "no JSON")>]
[<InlineData("[]", "JSON object")>]
[<InlineData("""{"nbformat":3,"cells":[]}""", "'nbformat' must be 4")>]
[<InlineData("""{"nbformat":4}""", "'cells' must be a list")>]
[<InlineData("""{"nbformat":4,"cells":[{"cell_type":"code","source":3}]}""", "source of cell 1")>]
[<InlineData("""{"nbformat":4,"cells":[{"cell_type":"slide","source":[]}]}""", "cell 1 has no cell_type")>]
let ``a file that is no notebook is a usage error that says why`` (text: string) (why: string) =
    let error = Assert.Throws<UserErrorException>(fun () -> NotebookFile.parse "t.ipynb" text |> ignore)
    Assert.Equal(2, error.ExitCode)
    Assert.Contains(why, error.Message)

[<Fact>]
let ``a file that does not exist is a missing thing`` () =
    let error = Assert.Throws<UserErrorException>(fun () -> NotebookFile.read "nowhere.ipynb" |> ignore)
    Assert.Equal(3, error.ExitCode)

[<Fact>]
let ``writing leaves no partial file behind`` () =
    use folder = new Folder()
    let path = folder.File "sub/n.ipynb"
    NotebookFile.write path (Notebook.create [ fsharp "a" "1" ])
    Assert.Equal<string array>([| path |], Directory.GetFiles(folder.File "sub"))
