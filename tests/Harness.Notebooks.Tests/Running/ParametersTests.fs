module Harness.Notebooks.Tests.Running.ParametersTests

open Microsoft.DotNet.Interactive.Documents
open Xunit
open Harness.Data.Files
open Harness.Notebooks.Documents
open Harness.Notebooks.Running
open Harness.Notebooks.Tests.Support

let private defaults =
    "let n = 4 // size\nlet rate: float = 0.5\nlet name = \"a // b\"\nlet fast = false\nlet big = 3L\nlet seeds = [ 13; 21 ]"

let private inject texts (notebook: InteractiveDocument) =
    Parameters.inject "t.ipynb" (Parameters.parse texts) notebook
    notebook

let private notebook () = NotebookFile.create [ Cells.fsharp "p" defaults [ "parameters" ]; fsharp "c" "n" ]

[<Theory>]
[<InlineData("n=7", "let n = 7")>]
[<InlineData("n=-7", "let n = -7")>]
[<InlineData("rate=2", "let rate = 2.0")>]
[<InlineData("rate=1e-3", "let rate = 0.001")>]
[<InlineData("name=13", "let name = \"13\"")>]
[<InlineData("name=say \"x\"\\y=z", "let name = \"say \\\"x\\\"\\\\y=z\"")>]
[<InlineData("fast=TRUE", "let fast = true")>]
[<InlineData("big=9000000000", "let big = 9000000000L")>]
[<InlineData("seeds=1,2;3", "let seeds = [ 1; 2; 3 ]")>]
let ``a value becomes a literal of its default's kind, right after the defaults`` (given: string) (line: string) =
    let injected = (inject [ given ] (notebook ())).Elements[1]
    Assert.True(Cells.hasTag "injected-parameters" injected)
    Assert.Equal("// Parameters of this run\n" + line, injected.Contents)

[<Theory>]
[<InlineData("n=1.5", "n=1.5 must be a whole number")>]
[<InlineData("n=9000000000", "must be a whole number")>]
[<InlineData("rate=fast", "must be a number")>]
[<InlineData("fast=2", "must be true or false")>]
[<InlineData("seeds=1,x", "a list, each item a whole number")>]
[<InlineData("m=3", "no parameter 'm'; it has: n, rate, name, fast, big, seeds")>]
[<InlineData("n", "must be written key=value")>]
let ``a wrong value or name is a usage error`` (given: string) (message: string) =
    let error = Assert.Throws<UserErrorException>(fun () -> inject [ given ] (notebook ()) |> ignore)
    Assert.Equal(2, error.ExitCode)
    Assert.Contains(message, error.Message)

[<Fact>]
let ``injecting again replaces, and no values remove`` () =
    let once = inject [ "n=1" ] (notebook ())
    let twice = inject [ "n=2" ] once
    Assert.Equal(3, twice.Elements.Count)
    Assert.EndsWith("let n = 2", twice.Elements[1].Contents)
    Assert.Equal(2, (inject [] twice).Elements.Count)

[<Fact>]
let ``a notebook without the tag takes no parameters`` () =
    let error = Assert.Throws<UserErrorException>(fun () -> inject [ "n=1" ] (NotebookFile.create []) |> ignore)
    Assert.Contains("takes no parameters", error.Message)
