module Harness.Paper.Tests.ReportTests

open System
open System.IO
open System.Text.RegularExpressions
open Xunit
open Harness.Data
open Harness.Data.Files
open Harness.Paper
open Harness.Paper.Claims
open Harness.Paper.Report
open Harness.Paper.Results
open Harness.Paper.Tests

/// The repository's own paper folder: the nearest one above the test's programs.
let paperRoot =
    let rec up (folder: DirectoryInfo | null) =
        match folder with
        | null -> failwith "no folder above the tests holds paper/mixphm"
        | f when File.Exists(Path.Combine(f.FullName, "paper", "mixphm", "claims.json")) -> Path.Combine(f.FullName, "paper")
        | f -> up f.Parent
    up (DirectoryInfo AppContext.BaseDirectory)

let private outputs = PaperOutputs(paperRoot, pictures = false)

let private build (folder: Samples.Folder) =
    ResultFiles.write (folder.Sub "set") (Samples.set 2 1.0)
    outputs.Build("mixphm", "proxy", folder.Sub "set", folder.Sub "out")

[<Fact>]
let ``one call leaves tables, figures, results and reports; the report needs no network`` () =
    use folder = new Samples.Folder()
    let built = build folder
    for file in built.Files do
        Assert.True(File.Exists(Path.Combine(folder.Sub "out", file)), file)
    let html = File.ReadAllText(Path.Combine(folder.Sub "out", "proxy", "report.html"))
    Assert.DoesNotContain("<script src", html)
    Assert.DoesNotContain("<link rel=\"stylesheet\"", html)
    for section in
        [ "Scope of reproducibility"
          "What this report does not claim"
          "Methodology"
          "Results claim by claim"
          "Computational cost"
          "Results beyond the paper"
          "Environment"
          "What was easy"
          "What was difficult"
          "Discrepancies" ] do
        Assert.Contains($"{section}", html)
    Assert.Contains("id=\"figure-trade-off-stamp-scenes\"", html)
    Assert.Contains("43.25", built.Console)

[<Fact>]
let ``LaTeX sources are ASCII, balanced, and every macro that they use is there`` () =
    use folder = new Samples.Folder()
    build folder |> ignore
    let text name = File.ReadAllText(Path.Combine(folder.Sub "out", "proxy", name))
    let report, macros = text "report.tex", text "macros.tex"
    for source in [ report; macros; text "tables/main-stamp-scenes.tex" ] do
        Assert.True(
            source |> Seq.forall (fun c -> c < '\128'),
            String(source |> Seq.filter (fun c -> c >= '\128') |> Seq.distinct |> Array.ofSeq)
        )
        let prose = Regex.Replace(Regex.Replace(source, @"(?s)\\begin\{verbatim\}.*?\\end\{verbatim\}", ""), @"\\[{}\\]", "")
        Assert.Equal(prose |> Seq.filter ((=) '{') |> Seq.length, prose |> Seq.filter ((=) '}') |> Seq.length)
    Assert.Contains("\\newcommand{\\MixphmProxyRuns}{13}", macros)
    Assert.Contains("\\MixphmProxyRuns{} runs took", report)
    Assert.Contains("\\input{tables/main-stamp-scenes}", report)
    let defined = Regex.Matches(macros, @"\\newcommand\{\\(\w+)\}") |> Seq.map (fun m -> m.Groups[1].Value) |> Set
    for used in Regex.Matches(report, @"\\((?:Mixphm|Claims)\w+)\{\}") do
        Assert.Contains(used.Groups[1].Value, defined)

[<Fact>]
let ``a paper without runs has a report of what counting and laws decide`` () =
    use folder = new Samples.Folder()
    let built = outputs.Build("routing", "full", Path.Combine(paperRoot, "routing", "results", "full"), folder.Sub "out")
    Assert.True(built.Claims.Count >= 8)
    for c in built.Claims do
        Assert.True(
            (c.Verdict = (if c.Scope = "structural" then "reproduced" else "not-attempted")),
            $"{c.Id}: {c.Verdict}, {c.Evidence}"
        )
    let text = File.ReadAllText(Path.Combine(folder.Sub "out", "full", "report.md"))
    Assert.Contains("(structural)", text)
    Assert.Contains("No table of the paper has been run", text)
    Assert.Contains("unverified", File.ReadAllText(Path.Combine(folder.Sub "out", "full", "details.md")))

[<Fact>]
let ``every shipped claim gets a verdict, and the counts are reproduced`` () =
    use folder = new Samples.Folder()
    let claims = (build folder).Claims
    Assert.True(claims.Count >= 12)
    Assert.Equal(claims.Count, claims |> Seq.distinctBy (fun c -> c.Id) |> Seq.length)
    for c in claims do
        Assert.NotEmpty c.Evidence
        if c.Scope = "structural" then
            Assert.True((c.Verdict = "reproduced"), $"{c.Id}: {c.Verdict}, {c.Evidence}")
    let verdict id = (claims |> Seq.find (fun c -> c.Id = id)).Verdict
    Assert.Equal("ordering-only", verdict "mixphm.beats-full")
    Assert.Equal("not-attempted", verdict "mixphm.beats-full.full")

[<Fact>]
let ``building again from what was built gives the same bytes`` () =
    use folder = new Samples.Folder()
    let built = build folder
    let again = outputs.Build("mixphm", "proxy", Path.Combine(folder.Sub "out", "results", "proxy"), folder.Sub "again")
    Assert.Equal<string seq>(built.Files, again.Files)
    for file in built.Files do
        Assert.Equal(
            File.ReadAllText(Path.Combine(folder.Sub "out", file)),
            File.ReadAllText(Path.Combine(folder.Sub "again", file))
        )

[<Fact>]
let ``an edited table is found by the check`` () =
    use folder = new Samples.Folder()
    let root = folder.Sub "paper"
    let copy name =
        let target = Path.Combine(root, "mixphm", name)
        Directory.CreateDirectory(Path.Combine(root, "mixphm")) |> ignore
        File.Copy(Path.Combine(paperRoot, "mixphm", name), target)
    List.iter copy [ "claims.json"; "report-text.json"; "discrepancies.json" ]
    let here = PaperOutputs(root, pictures = false)
    ResultFiles.write (folder.Sub "set") (Samples.set 2 1.0)
    here.Build("mixphm", "proxy", folder.Sub "set", Path.Combine(root, "mixphm")) |> ignore
    Assert.Empty(here.Check("mixphm", "proxy"))
    let table = Path.Combine(root, "mixphm", "proxy", "tables", "main-stamp-scenes.md")
    File.WriteAllText(table, File.ReadAllText(table).Replace("43.25", "63.25"))
    Assert.Equal(
        "tables/main-stamp-scenes.md differs from what results/proxy gives",
        Assert.Single(here.Check("mixphm", "proxy"))
    )
    // A table of results that are no longer there; a user's own file in no format of ours is not the check's business.
    here.Build("mixphm", "proxy", folder.Sub "set", Path.Combine(root, "mixphm")) |> ignore
    File.Move(table, table.Replace("main-stamp-scenes", "main-shapes"))
    File.WriteAllText(Path.Combine(root, "mixphm", "proxy", "figures", "notes.txt"), "mine")
    let again = here.Build("mixphm", "proxy", folder.Sub "set", Path.Combine(root, "mixphm"))
    Assert.Contains(again.Notes, fun note -> note.Contains "figures/notes.txt" && note.Contains "tables/main-shapes.md")
    Assert.Equal(
        "tables/main-shapes.md is given by no result of results/proxy; remove it",
        Assert.Single(here.Check("mixphm", "proxy"))
    )

[<Fact>]
let ``an unknown paper and an empty folder are told apart`` () =
    use folder = new Samples.Folder()
    let unknown =
        Assert.Throws<UserErrorException>(fun () -> outputs.Build("nophm", "proxy", folder.Path, folder.Path) |> ignore)
    Assert.Equal(2, unknown.ExitCode)
    let empty =
        Assert.Throws<UserErrorException>(fun () -> outputs.Build("mixphm", "proxy", folder.Path, folder.Path) |> ignore)
    Assert.Equal(3, empty.ExitCode)

[<Fact>]
let ``counts need no weights and know the printed sizes`` () =
    Assert.Equal(Some 224538624L, Counts.find "vl-t5-base" "full")
    Assert.Equal(Some 874048L, Counts.find "vl-t5-base" "mixphm")
    Assert.Equal(None, Counts.find "vl-t5-base" "nothing")
    Assert.Equal(None, Counts.find "nothing" "mixphm")

/// Each paper, with every scale that it has results of.
let committed () =
    let found =
        Directory.GetFiles(paperRoot, "runs.csv", SearchOption.AllDirectories)
        |> Array.map (fun file -> Path.GetRelativePath(paperRoot, file).Split '/')
    TheoryData<string, string>(
        [ for parts in Array.sort found do
              match parts with
              | [| paper; "results"; ("proxy" | "full") as scale; _ |] -> struct (paper, scale)
              | _ -> () ]
    )

[<Theory>]
[<MemberData(nameof committed)>]
let ``the committed tables, figures and report are what the committed results give`` (paper: string) (scale: string) =
    Assert.Empty(outputs.Check(paper, scale))

[<Fact>]
let ``answers lead to a page with pictures where those are here`` () =
    let data = StampScenes.Open(StampScenesOptions.Named("quick", 5L), Scenes.SpriteSource.Shapes)
    let asked = data.Questions "test" |> Seq.truncate 3 |> List.ofSeq
    let sample = Samples.set 2 1.0
    let set: ResultSet =
        { sample with
            Rows = sample.Rows |> List.map (fun r -> { r with Dataset = "shapes" })
            Datasets = [ { Name = "shapes"; Digest = data.Digest } ]
            Configurations =
                [ for m in [ "full"; "mixphm"; "blind"; "majority" ] ->
                      m, $"dataset:\n  name: shapes\n  size: quick\n  seed: 5\n  test: test\nmethod:\n  name: {m}\n" ]
            Settings = Map.empty
            Questions = [ { Id = "s"; Questions = [ for q in asked -> q.Id, q.Text, q.BestAnswer() ] } ]
            Answers =
                [ for key in [ "full-16-13"; "full-16-21"; "mixphm-16-13"; "majority-0-0" ] ->
                      { Key = key; Sheet = "s"; Answers = [ "said by " + key; "no"; "2" ] } ] }
    let pages, notes = InspectionPages.all set
    Assert.Empty notes
    let page = Assert.Single pages
    Assert.Equal("inspection-shapes-16.html", page.File)
    Assert.Equal<Set<string>>(Set [ "full-16-13"; "mixphm-16-13"; "majority-0-0" ], Set page.Runs)
    for run in page.Runs do
        Assert.Contains("said by " + run, page.Html)
    Assert.Contains("data:image/png", page.Html)
    Assert.Contains(
        "href=\"inspection-shapes-16.html\"",
        EvidencePages.sections (Map [ "full-16-13", page.File ]) set |> Giraffe.ViewEngine.RenderView.AsString.htmlNodes
    )
    let pages, notes = InspectionPages.all { set with Datasets = [ { Name = "shapes"; Digest = "of other pictures" } ] }
    Assert.Empty pages
    Assert.Contains("another than that of the runs", Assert.Single notes)
