namespace Harness.Paper

open System
open System.Collections.Generic
open System.IO
open System.Threading.Tasks
open Harness.Data.Files
open Harness.Experiments
open Harness.Laws
open Harness.Paper.Analysis
open Harness.Paper.Claims
open Harness.Paper.Figures
open Harness.Paper.Report
open Harness.Paper.Results
open Harness.Paper.Tables
open Harness.Runs.Configuration
open Harness.Runs.Store
open Harness.Runs.Sweeps

/// A claim as the `claims` verb lists it.
type ClaimRow =
    { Id: string
      Paper: string
      Kind: string
      Scope: string
      Verdict: string
      Evidence: string
      Sentence: string }

/// What a build left behind.
type BuildResult =
    {
        /// Every file, relative to the folder asked for.
        Files: IReadOnlyList<string>
        /// The page to open.
        Report: string
        Claims: IReadOnlyList<ClaimRow>
        /// One line for each thing that was left out, and why.
        Notes: IReadOnlyList<string>
        /// The main tables as plain text, for a terminal.
        Console: string
    }

/// Tables, figures, claims and report of a paper: what the command line and notebooks call.
///
///     BuildFromRuns   reproduce: from the runs of a sweep, everything below an output folder
///     SpotChecks      reproduce: runs beside the stored seeds of the same points
///     Build           report: the same from a results folder, or from a committed result set; without runs what can be decided without them
///     Check           report --check: regenerates the committed outputs and compares them byte for byte
///     Claims          claims: verdicts alone
///
/// Outputs lie in a folder of the scale's name, results below `results/SCALE`.
///
/// <param name="paperRoot">The folder with `mixphm/` and `routing/`.</param>
/// <param name="pictures">Whether SVG and PNG are drawn too, which takes a browser a few seconds a figure.</param>
type PaperOutputs(paperRoot: string, pictures: bool) =
    let lawCases, lawSeed = 100, 1
    let folder paper = Path.Combine(paperRoot, paper)
    let at paper (file: string) = Path.Combine(folder paper, file)
    let checkedLaws = Dictionary<string, LawResult>()

    let law id =
        match checkedLaws.TryGetValue id with
        | true, result -> Some result
        | _ -> None

    /// Checks laws side by side, each once; results in the order asked for.
    let check ids =
        let left = Laws.all |> List.filter (fun l -> List.contains l.Id ids && not (checkedLaws.ContainsKey l.Id))
        let options = { RunOptions.Default with Cases = lawCases; Seed = lawSeed; Workers = Environment.ProcessorCount }
        for result in Runner.run options ignore left do
            checkedLaws[result.Id] <- result
        ids |> List.distinct |> List.choose law

    let known paper =
        if not (File.Exists(at paper "claims.json")) then
            raise (UserErrorException($"there is no paper '{paper}': {folder paper} has no claims.json", 2))

    let judge paper results =
        known paper
        let claims = ClaimFile.read (at paper "claims.json")
        check
            [ for c in claims do
                  match c.Predicate with
                  | Predicate.Laws ids -> yield! ids
                  | _ -> () ]
        |> ignore
        Evaluate.all { Count = Counts.finder (); Law = law; Results = results } claims

    let row paper (j: Judged) =
        { Id = j.Claim.Id
          Paper = paper
          Kind = j.Claim.Kind
          Scope = Scope.name j.Claim.Scope
          Verdict = Verdict.name j.Verdict
          Evidence = j.Evidence
          Sentence = j.Claim.Sentence }

    let discrepancies paper = PaperText.readDiscrepancies (at paper "discrepancies.json")

    /// Laws behind claims, discrepancies and the counts of methods that were run.
    let lawsOf (set: ResultSet) (claims: Judged list) (discrepancies: Discrepancy list) =
        [ for j in claims do
              match j.Claim.Predicate with
              | Predicate.Laws ids -> yield! ids
              | Predicate.Count(backbone, method, _)
              | CountRatio(backbone, method, _, _, _) -> Evidence.countLaw backbone method
              | EqualCounts(backbone, method :: _) -> Evidence.countLaw backbone method
              | _ -> ()
          for d in discrepancies do
              for shown in d.ShownBy do
                  if shown.StartsWith "law " then
                      shown.Substring 4
          for r in set.Rows do
              Evidence.countLaw r.Backbone r.Method ]
        |> check

    /// Runs that measure what discrepancies do to scores: a committed set of their own.
    let measured paper : ResultSet =
        let path = at paper "results/discrepancies"
        if Directory.Exists path then ResultFiles.read path else ResultSet.empty paper "proxy"

    /// How many runs the paper's configurations of a scale describe, by experiment: the main one first, then by name.
    let planned paper scale =
        ExperimentFile.OfScale(at paper "experiments", scale)
        |> Seq.collect (fun file -> ExperimentFile.Load(file).Cells [||])
        |> Seq.countBy (fun cell -> cell.Config.Experiment)
        |> Seq.sortBy (fun (experiment, _) -> experiment <> "main", experiment)
        |> List.ofSeq

    let document paper (set: ResultSet) tables figures =
        let claims, discrepancies = judge paper [ set ], discrepancies paper
        claims,
        Sections.document
            { Text = PaperText.read (at paper "report-text.json")
              Results = set
              Tables = tables
              Figures = figures
              Claims = claims
              Laws = lawsOf set claims discrepancies
              Discrepancies = discrepancies
              Measured = measured paper
              Planned = planned paper set.Scale
              References = ReferenceTable.all (at paper "reference") }

    /// Each scale has a folder of its own for what is built from it.
    let inside scale path = $"{scale}/{path}"

    /// What is committed, by path below the scale's folder: the same bytes on every machine.
    let committed (tables: Table list) document =
        [ for t in tables do
              $"tables/{t.Id}.md", Markdown.render t
          "report.md", MarkdownDocument.render document
          "details.md", MarkdownDocument.appendix document ]

    /// The same in other formats, for LaTeX, spreadsheets and browsers.
    let others (tables: Table list) figures document =
        [ for t in tables do
              $"tables/{t.Id}.tex", Latex.render t
              $"tables/{t.Id}.csv", CsvTable.render t
              $"tables/{t.Id}.html", Html.page t.Caption [] [ Html.table false t ]
          for f in figures do
              for name, text in Export.stable f do
                  $"figures/{name}", text
              $"figures/{f.Id}.html", Export.page f
          "report.tex", LatexDocument.render (tables |> List.map (fun t -> t.Id) |> Set) document
          "macros.tex", LatexDocument.macros document ]

    /// Files of tables and figures in a scale's folder that belong to none of these: left by results of before.
    let leftOver (scaleFolder: string) (tables: Table list) (figures: Figure list) =
        [ for kind, ids in [ "tables", tables |> List.map _.Id; "figures", figures |> List.map _.Id ] do
              let place = Path.Combine(scaleFolder, kind)
              if Directory.Exists place then
                  for file in Directory.GetFiles place |> Seq.map (Path.GetFileName >> string) |> Seq.sort do
                      if not (ids |> List.exists (fun id -> file.StartsWith(id + ".", StringComparison.Ordinal))) then
                          $"{kind}/{file}" ]

    let write (outDir: string) (path: string) (text: string) =
        let target = Path.Combine(outDir, path)
        Path.GetDirectoryName target |> Option.ofObj |> Option.iter (fun d -> Directory.CreateDirectory d |> ignore)
        AtomicFile.WriteText(target, text)

    let build (set: ResultSet) (outDir: string) =
        let set = ResultSet.asFile set
        let at path = Path.Combine(outDir, inside set.Scale path)
        let tables, figures = Sections.tables set, Sections.figures set
        Directory.CreateDirectory(at "figures") |> ignore
        // The browser draws while laws are checked and everything else is written.
        let drawing = Task.Run(fun () -> if pictures then Export.withBrowser (Export.drawPictures (at "figures") figures) else [])
        let claims, document = document set.Paper set tables figures
        let results =
            if set.Rows.IsEmpty then
                []
            else
                ResultFiles.write (Path.Combine(outDir, "results", set.Scale)) set
                [ for path, _ in ResultFiles.files set -> $"results/{set.Scale}/{path}" ]
        let pages, notShown = if pictures then InspectionPages.all set else [], []
        let shown =
            Map
                [ for page in pages do
                      for run in page.Runs -> run, page.File ]
        let built =
            committed tables document
            @ others tables figures document
            @ [ for page in pages -> page.File, page.Html ]
            @ [ "report.html", HtmlDocument.render shown document ]
        let files = [ for path, text in built -> inside set.Scale path, text ]
        for path, text in files do
            write outDir path text
        let print (browser: Browser) =
            File.WriteAllBytes(at "report.pdf", browser.Print(HtmlDocument.printed (at "figures") document))
        let left = drawing.GetAwaiter().GetResult()
        let stale =
            match leftOver (Path.Combine(outDir, set.Scale)) tables figures with
            | [] -> []
            | files ->
                let names = String.concat ", " files
                [ $"these results no longer give {names} in {Path.Combine(outDir, set.Scale)}; remove what is not your own" ]
        let notes = notShown @ left @ stale @ if pictures && left.IsEmpty then Export.withBrowser print else []
        { Files = results @ List.map fst files
          Report = at "report.html"
          Claims = List.map (row set.Paper) claims
          Notes = notes
          Console = tables |> List.map Console.render |> String.concat "\n" }

    /// The committed result set of a paper and scale; empty when there is none.
    let stored paper scale : ResultSet =
        let path = Path.Combine(folder paper, "results", scale)
        if Directory.Exists path then ResultFiles.read path else ResultSet.empty paper scale

    let load paper scale (resultsRoot: string) : ResultSet =
        if Directory.Exists(Path.Combine(resultsRoot, "runs")) then
            FromRuns.ofStore paper scale (RunStore.Open resultsRoot)
        elif File.Exists(Path.Combine(resultsRoot, "runs.csv")) then
            ResultFiles.read resultsRoot
        elif resultsRoot = Path.Combine(folder paper, "results", scale) then
            ResultSet.empty paper scale
        else
            raise (
                UserErrorException(
                    $"{resultsRoot} holds neither runs/ nor runs.csv; name a results folder or a committed result set",
                    3
                )
            )

    new(paperRoot: string) = PaperOutputs(paperRoot, true)

    /// Builds from the records of a sweep into outDir: results/SCALE/…, tables/…, figures/…, report.html, report.md.
    /// <param name="assets">What the redundancy analysis needs to run adapted models again; without it there is none.</param>
    /// <param name="beside">Whether committed runs of other cells stay: for a sweep that was carried out in parts.</param>
    member _.BuildFromRuns
        (paper: string, scale: string, records: seq<RunRecord>, outDir: string, assets: RunAssets | null, beside: bool)
        =
        known paper
        let fresh = FromRuns.ofRecords paper scale records
        let set = if beside then FromRuns.add fresh (stored paper scale) else fresh
        match assets with
        | null -> build set outDir
        | assets ->
            build
                { set with
                    Similarities = LayerSimilarities.ofRuns assets (List.ofSeq records) set @ set.Similarities }
                outDir

    member this.BuildFromRuns(paper: string, scale: string, records: seq<RunRecord>, outDir: string, assets: RunAssets | null) =
        this.BuildFromRuns(paper, scale, records, outDir, assets, false)

    /// Sets runs of points of the committed grid beside its seeds, in `spot-checks.md` below outDir.
    /// <returns>The table for a terminal, and whether every point agrees.</returns>
    member _.SpotChecks(paper: string, scale: string, records: seq<RunRecord>, outDir: string) : struct (string * bool) =
        known paper
        let committed = stored paper scale
        let checks = records |> List.ofSeq |> List.map (SpotChecks.check committed)
        let table = SpotChecks.table paper checks
        write outDir "spot-checks.md" (Markdown.render table)
        struct (Console.render table, checks |> List.forall _.Agrees)

    /// Builds from a results folder (with runs/) or from a result set (with runs.csv).
    /// <exception cref="T:Harness.Data.Files.UserErrorException">Unknown paper (exit code 2), nothing to build from (3).</exception>
    member _.Build(paper: string, scale: string, resultsRoot: string, outDir: string) =
        known paper
        build (load paper scale resultsRoot) outDir

    /// Keeps the runs of a results folder as the set that measures the paper's discrepancies.
    /// <returns>Where it was written, and how many runs it has.</returns>
    /// <exception cref="T:Harness.Data.Files.UserErrorException">Unknown paper (exit code 2), no run of it (3).</exception>
    member _.KeepDiscrepancies(paper: string, resultsRoot: string) : struct (string * int) =
        known paper
        let set = FromRuns.ofStore paper "proxy" (RunStore.Open resultsRoot)
        if set.Rows.IsEmpty then
            raise (
                UserErrorException(
                    $"{resultsRoot} holds no run of {paper}; ./harness sweep paper/{paper}/experiments/discrepancies.yaml --out {resultsRoot} makes them",
                    3
                )
            )
        let target = at paper "results/discrepancies"
        ResultFiles.write target { set with Examples = [] }
        struct (target, set.Rows.Length)

    /// Compares what the committed result set gives with the committed tables and report.
    /// Pictures are drawn by the machine's browser and not compared.
    /// <returns>One line for each file that differs, is missing or is given by no result; empty when all agree.</returns>
    member _.Check(paper: string, scale: string) : IReadOnlyList<string> =
        known paper
        let set = stored paper scale
        let tables, figures = Sections.tables set, Sections.figures set
        let _, document = document paper set tables figures
        [ for path, text in committed tables document do
              let file = Path.Combine(folder paper, inside scale path)
              if not (File.Exists file) then
                  $"{path} is missing"
              elif File.ReadAllText file <> text then
                  $"{path} differs from what results/{scale} gives"
          for path in leftOver (Path.Combine(folder paper, scale)) tables figures do
              if List.contains (Path.GetExtension path) [ ".md"; ".svg"; ".png" ] then
                  $"{path} is given by no result of results/{scale}; remove it" ]

    /// Verdicts of every claim, from the committed results of every scale.
    member _.Claims(paper: string) : IReadOnlyList<ClaimRow> =
        List.ofSeq ConfigSchema.Scales
        |> List.map (stored paper)
        |> List.filter (fun (s: ResultSet) -> not s.Rows.IsEmpty)
        |> judge paper
        |> List.map (row paper)
        :> IReadOnlyList<ClaimRow>

    /// Verdicts from a results folder (with runs/) or a result set.
    member _.Claims(paper: string, scale: string, resultsRoot: string) : IReadOnlyList<ClaimRow> =
        known paper
        judge paper [ load paper scale resultsRoot ] |> List.map (row paper) :> IReadOnlyList<ClaimRow>
