module Harness.Notebooks.Tests.Sources.LiterateScriptTests

open Xunit
open Harness.Notebooks.Documents
open Harness.Notebooks.Sources

let private script =
    "(**\n# Title\n\nText.\n*)\n\n#load \"harness.fsx\"\nopen System\n\n// %% parameters\nlet n = 4\n\n// %%\nlet a = 1 // keep *)\n\nlet b = 2\n(** One line. *)\nn + a\n"

let private cells = LiterateScript.toCells "/r/fsharp/scripts" "/r/notebooks" script

[<Fact>]
let ``markdown blocks and marks divide a script into cells`` () =
    let shape = cells |> List.map (fun cell -> nonNull cell.Id, cell.Contents)
    Assert.Equal<(string * string) list>(
        [ "m1", "# Title\n\nText."
          "c1", "#load \"../fsharp/scripts/harness.fsx\"\nopen System"
          "c2", "let n = 4"
          "c3", "let a = 1 // keep *)\n\nlet b = 2"
          "m2", "One line."
          "c4", "n + a" ],
        shape |> List.map (fun (id, source) -> id, source.Trim())
    )

[<Fact>]
let ``only the marked cell is tagged`` () =
    Assert.Equal<string list>(
        [ "c2" ],
        cells |> List.filter (Cells.hasTag "parameters") |> List.map (fun cell -> nonNull cell.Id)
    )

[<Fact>]
let ``a script is literate when it begins with text`` () =
    Assert.True(LiterateScript.isLiterate script)
    Assert.False(LiterateScript.isLiterate "// plain\nlet x = 1\n(** later *)")
