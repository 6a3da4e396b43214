module Harness.Paper.Tests.MainTableTests

open Xunit
open Harness.Paper.Results
open Harness.Paper.Tables
open Harness.Paper.Tests

let private only set = MainTable.all set |> List.exactlyOne

let private line (title: string) (text: string) = text.Split('\n') |> Array.find (fun l -> l.Contains title)

[<Fact>]
let ``rows are methods in order, columns sizes, cells mean and sample deviation`` () =
    let text = Markdown.render (only (Samples.set 2 1.0))
    Assert.Equal("| Full finetuning | 200,000 | 100.00 | 42.25 ± 0.35 | 48.25 ± 0.35 |", line "Full" text)
    Assert.Equal("| MixPHM | 4,000 | 2.00 | 43.25 ± 0.35 | 49.25 ± 0.35 |", line "MixPHM" text)
    Assert.Equal("| Blind (question only) | 200,000 | 100.00 | 30.25 ± 0.35 | 30.25 ± 0.35 |", line "Blind" text)
    Assert.Equal("| Majority answer | – | – | 25.00 (n = 1) | 25.00 (n = 1) |", line "Majority" text)

[<Fact>]
let ``two seeds make nothing bold, and the table says why`` () =
    let text = Markdown.render (only (Samples.set 2 5.0))
    Assert.DoesNotContain("**4", text)
    Assert.Contains("cannot go below p = 0.5", text)

[<Fact>]
let ``six seeds that agree make the best bold; the baselines never are`` () =
    let text = Markdown.render (only (Samples.set 6 2.0))
    Assert.Contains("**45.25 ± 0.94**", line "MixPHM" text)
    Assert.DoesNotContain("**", line "Full" text)
    Assert.DoesNotContain("**", line "Blind" text)

[<Fact>]
let ``equal methods are marked as tied`` () =
    let text = Markdown.render (only (Samples.set 6 0.0))
    Assert.Contains("43.25 ± 0.94 †", line "MixPHM" text)
    Assert.Contains("43.25 ± 0.94 †", line "Full" text)
    Assert.Contains("not distinguishable", text)

[<Fact>]
let ``scale, seeds and provenance stand with the table`` () =
    let set = ResultSet.asFile (Samples.set 2 1.0)
    let notes = Table.notes (only set) |> String.concat "\n"
    Assert.Contains("over 2 seeds (13, 21)", notes)
    Assert.Contains("Scale: proxy, a small stand-in", notes)
    Assert.Contains((ResultSet.digest set)[..11], notes)
    Assert.Contains("abc1234", notes)

[<Fact>]
let ``the order of the runs does not change a byte`` () =
    let set = Samples.set 3 1.0
    let shuffled = { set with Rows = List.rev set.Rows }
    for render in [ Markdown.render; Latex.render; CsvTable.render; Html.render; Console.render ] do
        Assert.Equal(render (only set), render (only shuffled))

[<Fact>]
let ``a table of a part says of which file, and of how many of its runs`` () =
    let whole = ResultSet.asFile (Samples.set 2 1.0)
    let digest = (ResultSet.digest whole)[..11]
    let note set = (MainTable.named "t" "" set "stamp-scenes").Notes |> List.last
    Assert.Equal($"Built from 13 runs (runs.csv, SHA-256 {digest}…), code abc1234.", note whole)
    let part =
        { whole with
            Rows = whole.Rows |> List.filter (fun r -> r.ND = 64) |> List.map (fun r -> { r with Commit = "def+" }) }
    Assert.Equal($"Built from 6 of 13 runs (runs.csv, SHA-256 {digest}…), code def with local changes.", note part)
    Assert.Equal("Built from 13 runs, code abc1234.", note (Samples.set 2 1.0))

[<Fact>]
let ``variants that are numbers come by their value, in tables and figures`` () =
    let variants = [ for n in [ 1; 12; 2; 4; 8 ] -> $"num_experts={n}" ]
    let sample = Samples.set 2 1.0
    let set =
        { sample with
            Rows =
                [ for v in variants do
                      for r in sample.Rows do
                          if r.Method = "mixphm" then
                              { r with Variant = v; Experiment = "experts"; Key = r.Key + v } ] }
    let expected = [ for n in [ 1; 2; 4; 8; 12 ] -> $"experts {n}" ]
    let titles (table: Table) = [ for r in table.Rows -> (Cell.plain 0 (fst r.Cells[0])).Replace("MixPHM, ", "") ]
    Assert.Equal<string list>(expected, titles (List.exactlyOne (AblationTable.all set)))
    Assert.Equal<string list>(
        expected,
        Harness.Paper.Figures.Points.ofSet set
        |> List.map (fun p -> p.Method.Replace("mixphm num_experts=", "experts "))
        |> List.distinct
    )
    let runs = Harness.Paper.Report.ReportTables.runs set
    Assert.Equal<string list>(
        expected,
        [ for r in runs.Rows -> (Cell.plain 0 (fst r.Cells[2])).Replace("MixPHM, ", "") ] |> List.distinct
    )
