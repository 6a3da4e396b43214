module Harness.Notebooks.Tests.Documents.NotebookFormatTests

open System.Text.Json.Nodes
open Xunit
open Harness.Notebooks.Documents
open Harness.Notebooks.Tests.Support

let private valid () =
    let outputs =
        [ Stream("stdout", "hi\n"); Shown(MimeBundle.html "<b>x</b>" "x"); Result(MimeBundle.plain "1"); Failure("E", "m", [ "E: m" ]) ]
    let cell = { fsharp "c1" "1" with Outputs = outputs |> List.map (Output.toJson 1); ExecutionCount = Some 1 }
    NotebookFile.toJson (Notebook.create [ Cell.markdown "m1" "# T"; cell ])

let private item (at: int) (list: JsonNode | null) : JsonObject =
    match list with
    | :? JsonArray as items -> (nonNull items[at]).AsObject()
    | _ -> failwith "no list"

let private codeCell (document: JsonObject) : JsonObject = item 1 document["cells"]

[<Fact>]
let ``every kind of output that is written is valid`` () =
    Assert.Empty(NotebookFormat.problems (valid ()))

[<Theory>]
[<InlineData("id")>]
[<InlineData("metadata")>]
[<InlineData("source")>]
[<InlineData("outputs")>]
[<InlineData("execution_count")>]
[<InlineData("cell_type")>]
let ``a missing member of a code cell is found`` (key: string) =
    let document = valid ()
    (codeCell document).Remove key |> ignore
    Assert.Contains(NotebookFormat.problems document, fun problem -> problem.Contains $"'{key}'" && problem.Contains "cell 2")

[<Theory>]
[<InlineData(0, "name")>]
[<InlineData(1, "data")>]
[<InlineData(2, "execution_count")>]
[<InlineData(3, "traceback")>]
let ``a missing member of an output is found`` (output: int) (key: string) =
    let document = valid ()
    let outputs = (codeCell document)["outputs"]
    (item output outputs).Remove key |> ignore
    Assert.Contains(NotebookFormat.problems document, fun problem -> problem.Contains $"'{key}'" && problem.Contains $"output {output + 1}")

[<Fact>]
let ``ids must be unique and plain`` () =
    let document = NotebookFile.toJson (Notebook.create [ fsharp "a" "1"; fsharp "a" "2"; fsharp "b c" "3" ])
    let problems = NotebookFormat.problems document
    Assert.Contains(problems, fun problem -> problem.Contains "'a' is used twice")
    Assert.Contains(problems, fun problem -> problem.Contains "'b c'")
