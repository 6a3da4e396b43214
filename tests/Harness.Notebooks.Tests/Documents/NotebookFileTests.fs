module Harness.Notebooks.Tests.Documents.NotebookFileTests

open System.IO
open System.Text.Json.Nodes
open Microsoft.DotNet.Interactive.Documents
open Xunit
open Harness.Data.Files
open Harness.Notebooks.Documents
open Harness.Notebooks.Tests.Support

[<Fact>]
let ``what other tools wrote survives a round trip`` () =
    let text =
        """{"cells":[{"cell_type":"markdown","id":"a","metadata":{"editor":{"x":1}},"source":["# T\n","text"]},
        {"cell_type":"code","id":"b","metadata":{},"execution_count":7,"source":"1","outputs":[{"output_type":"display_data","metadata":{},
        "data":{"image/png":"AA==\n","text/plain":"x"}}]}],"metadata":{"custom":true},"nbformat":4,"nbformat_minor":5}"""
    let once = NotebookFile.toText (NotebookFile.parse "t.ipynb" text)
    for kept in [ "\"x\": 1"; "\"custom\": true"; "\"execution_count\": 7"; "\"image/png\": \"AA==\\n\"" ] do
        Assert.Contains(kept, once)
    Assert.Equal(once, NotebookFile.toText (NotebookFile.parse "t.ipynb" once))

[<Fact>]
let ``every kind of output that is written is valid`` () =
    let cell = fsharp "c1" "1"
    cell.Outputs.Add(TextElement "hi\n")
    cell.Outputs.Add(DisplayElement(dict [ "text/html", "<b>x</b>" :> obj; "text/plain", "x" :> obj ]))
    cell.Outputs.Add(ReturnValueElement(ExecutionOrder = 1))
    cell.Outputs.Add(ErrorElement("m", "E", [| "E: m" |]))
    let text = NotebookFile.toText (NotebookFile.create [ Cells.markdown "m1" "# T" []; cell ])
    Assert.Empty(NotebookFormat.problems (JsonNode.Parse text))
    for taken in [ "metadata"; "source"; "outputs"; "execution_count"; "cell_type"; "id"; "name"; "traceback"; "data" ] do
        Assert.NotEmpty(NotebookFormat.problems (JsonNode.Parse(text.Replace($"\"{taken}\"", "\"other\""))))
    Assert.Contains(
        "'c1' is used twice",
        NotebookFormat.problems (JsonNode.Parse(text.Replace("\"m1\"", "\"c1\""))) |> String.concat "; "
    )

[<Theory>]
[<InlineData("#!csharp\nvar x = 1;", "csharp")>]
[<InlineData("#!share --from csharp x\nx", "fsharp")>]
[<InlineData("let x = 1", "fsharp")>]
let ``a cell's language is that of its first line, else the notebook's`` (source: string) (language: string) =
    let cell = System.Text.Json.JsonSerializer.Serialize source
    let text =
        "{\"cells\":[{\"cell_type\":\"code\",\"metadata\":{},\"source\":"
        + cell
        + "}],\"metadata\":{},\"nbformat\":4,\"nbformat_minor\":2}"
    let read = (NotebookFile.parse "t.ipynb" text).Elements[0]
    Assert.Equal((language, "cell-1"), (nonNull read.KernelName, nonNull read.Id))

[<Theory>]
[<InlineData("{", "no JSON")>]
[<InlineData("[]", "JSON object")>]
[<InlineData("""{"nbformat":3,"cells":[]}""", "'nbformat' must be 4")>]
[<InlineData("""{"nbformat":4}""", "'cells' must be a list")>]
[<InlineData("""{"nbformat":4,"cells":[{"cell_type":"code","source":3}]}""", "source of cell 1")>]
[<InlineData("""{"nbformat":4,"cells":[{"cell_type":"slide","source":[]}]}""", "cell 1 has no cell_type")>]
[<InlineData("""{"nbformat":4,"cells":[{"cell_type":"raw","source":[]}]}""", "cell 1 is a raw cell")>]
[<InlineData("""{"nbformat":4,"cells":[{"cell_type":"markdown","source":[],"attachments":{"p.png":{"image/png":"AA=="}}}]}""",
             "cell 1 has attachments")>]
[<InlineData("""{"nbformat":4,"cells":[{"cell_type":"code","source":[],"outputs":[{"output_type":"display_data","data":{"application/x+json":{}}}]}]}""",
             "an output of cell 1 holds application/x+json")>]
[<InlineData("""{"nbformat":4,"cells":[{"cell_type":"code","source":[],"outputs":[{"output_type":"other"}]}]}""",
             "Unrecognized output_type")>]
let ``a file that cannot be used is a usage error that says why in one line`` (text: string) (why: string) =
    let error = Assert.Throws<UserErrorException>(fun () -> NotebookFile.parse "t.ipynb" text |> ignore)
    Assert.Equal(2, error.ExitCode)
    Assert.Contains(why, error.Message)
    Assert.DoesNotContain("\n", error.Message)

[<Fact>]
let ``a file that does not exist is a missing thing`` () =
    let error = Assert.Throws<UserErrorException>(fun () -> NotebookFile.read "nowhere.ipynb" |> ignore)
    Assert.Equal(3, error.ExitCode)

[<Fact>]
let ``writing leaves no partial file behind`` () =
    use folder = new Folder()
    let path = folder.File "sub/n.ipynb"
    NotebookFile.write path (NotebookFile.create [ fsharp "a" "1" ])
    Assert.Equal<string array>([| path |], Directory.GetFiles(folder.File "sub"))
