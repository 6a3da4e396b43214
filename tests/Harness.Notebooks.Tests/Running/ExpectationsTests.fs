module Harness.Notebooks.Tests.Running.ExpectationsTests

open System.IO
open Xunit
open Harness.Data.Files
open Harness.Notebooks.Running
open Harness.Notebooks.Tests.Support

let private expected =
    Map.ofList
        [ "score", { Value = ExportedValue.Number 50.0; Tolerance = 0.5 }
          "curve", { Value = ExportedValue.Numbers [ 1.0; 2.0 ]; Tolerance = 0.0 }
          "best", { Value = ExportedValue.Text "mixphm"; Tolerance = 0.0 } ]

let private values =
    Map.ofList
        [ "score", ExportedValue.Number 50.4; "curve", ExportedValue.Numbers [ 1.0; 2.0 ]; "best", ExportedValue.Text "mixphm" ]

/// As a run gives them: each with the number of its cell.
let private exports = values |> Map.map (fun _ value -> 2, value)

[<Fact>]
let ``values within their tolerances agree`` () = Assert.Empty(Expectations.differences expected exports)

[<Fact>]
let ``a number beyond its tolerance, another length, a missing and an unknown export are each named`` () =
    let actual =
        exports
            .Add("score", (7, ExportedValue.Number 50.6))
            .Add("curve", (2, ExportedValue.Numbers [ 1.0 ]))
            .Remove("best")
            .Add("new", (8, ExportedValue.Flag true))
    let differences = Expectations.differences expected actual
    Assert.Equal(4, differences.Length)
    Assert.Contains("cell [7]: 'score' is 50.6; expected 50 within 0.5", differences)
    Assert.Contains("'best' was not exported; expected mixphm", differences)
    Assert.Contains("cell [8]: 'new' is exported as true but has no expectation", differences)

[<Fact>]
let ``not a number agrees with nothing`` () =
    let differences = Expectations.differences expected (exports.Add("score", (2, ExportedValue.Number nan)))
    Assert.Single differences |> ignore

[<Fact>]
let ``writing and reading gives the same expectations, tolerances kept`` () =
    use folder = new Folder()
    let path = Expectations.pathFor (folder.File "n.ipynb")
    Assert.Equal(None, Expectations.read path)
    Expectations.write path expected values
    let read = (Expectations.read path).Value
    Assert.Equal(0.5, read["score"].Tolerance)
    Assert.Equal(ExportedValue.Number 50.4, read["score"].Value)
    Assert.Empty(Expectations.differences read exports)

[<Theory>]
[<InlineData("{}", "needs an object 'values'")>]
[<InlineData("""{"values":{"a":1}}""", "'a' must be an object")>]
[<InlineData("""{"values":{"a":{"value":null}}}""", "'a' needs a 'value'")>]
[<InlineData("[", "no JSON")>]
let ``a malformed file is a usage error`` (text: string) (why: string) =
    use folder = new Folder()
    File.WriteAllText(folder.File "e.json", text)
    let error = Assert.Throws<UserErrorException>(fun () -> Expectations.read (folder.File "e.json") |> ignore)
    Assert.Contains(why, error.Message)
