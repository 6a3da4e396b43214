module Harness.Paper.Tests.MeasureTableTests

open Harness.Paper.Results
open Harness.Paper.Tables
open Harness.Paper.Tests
open Xunit

let private captions =
    let set = Samples.set 2 1.0
    let measured (r: RunRow) = r.Key, [ "CIDEr-D", r.Score; "BLEU-4", r.Score / 10.0 ]
    { set with
        Measures =
            Map
                [ for r in set.Rows do
                      if r.Method <> "majority" then
                          measured r ] }

[<Fact>]
let ``Every measured method and size has a row, known measures come in the papers' order`` () =
    let table = MeasureTable.all captions |> List.exactlyOne
    Assert.Equal<string list>([ "Method"; "N_D"; "BLEU-4"; "CIDEr-D" ], table.Columns |> List.map (fun c -> c.Header))
    Assert.Equal(6, table.Rows.Length)
    let text = Markdown.render table
    Assert.Contains("Full finetuning", text)
    Assert.DoesNotContain("Majority", text)
    match fst table.Rows.Head.Cells[3] with
    | Scores s ->
        Assert.Equal(
            captions.Rows |> List.filter (fun r -> r.Method = "full" && r.ND = 16) |> List.averageBy (fun r -> r.Score),
            s.Mean,
            9
        )
    | other -> failwith $"no scores but {other}"

[<Fact>]
let ``Scores of captions are called by their measure`` () =
    Assert.Equal("CIDEr-D × 100", ResultSet.scoreName captions)
    Assert.Contains("CIDEr-D × 100 on the test split", (MainTable.all captions).Head.Notes.Head)
    Assert.Equal("VQA accuracy, %", ResultSet.scoreName (Samples.set 2 1.0))
