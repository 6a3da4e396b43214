/// A paper's report: in short (main table, figure, verdicts), results, claim by claim, results beyond the paper, what was easy and what was
/// difficult; then scope, protocol and cost; laws, configurations, environment and runs in an appendix.
module Harness.Paper.Report.Sections

open Harness.Laws
open Harness.Paper.Claims
open Harness.Paper.Figures
open Harness.Paper.Results
open Harness.Paper.Tables

type Inputs =
    {
        Text: PaperText
        Results: ResultSet
        /// What `tables` and `figures` give for the results.
        Tables: Table list
        Figures: Figure list
        Claims: Judged list
        /// Laws that decided claims, or that stand behind a count or a discrepancy.
        Laws: LawResult list
        Discrepancies: Discrepancy list
        /// Runs that measure what discrepancies do to scores.
        Measured: ResultSet
        /// How many runs the configurations of this scale describe, by experiment.
        Planned: (string * int) list
        /// What the paper itself reports, as far as it is known.
        References: Table list
    }

/// Every table of results that the set supports: the regime check, the main comparison, ablations and sweeps, further measures, how learning rates were chosen.
let tables set = RegimeCheck.all set @ MainTable.all set @ AblationTable.all set @ MeasureTable.all set @ LearningRates.all set

/// Every figure that the set supports.
let figures set =
    let main = ResultSet.main set
    [ for d in ResultSet.datasets main do
          // At one size there is no curve, and variants that train equally much say nothing by their share.
          if (ResultSet.sizes (ResultSet.onDataset d main)).Length > 1 then
              yield! TradeOff.build main d |> Option.toList
              yield! Curves.build main d |> Option.toList
          else
              yield! Bars.build set "main" d |> Option.toList
      yield! Bars.all set
      yield! Sweeps.all set
      yield! Similarities.build set |> Option.toList ]

/// The data set that both papers have results on.
let private shared = "stamp-scenes"

/// The main table and figure that open the report: of that data set, or the first.
let private opening inputs =
    let pick id items =
        items |> List.tryFind (fun x -> (id x: string).EndsWith $"-{shared}") |> Option.orElse (List.tryHead items)
    pick (fun (t: Table) -> t.Id) (inputs.Tables |> List.filter _.Id.StartsWith("main-")),
    pick (fun (f: Figure) -> f.Id) inputs.Figures

let private summary inputs =
    let table, figure = opening inputs
    [ Heading("summary", "In short")
      Prose(ReportProse.claims inputs.Claims)
      if not inputs.Results.Rows.IsEmpty then
          Prose(ReportProse.results inputs.Results)
          Paragraph(MainTable.scaleNote inputs.Results)
      yield! table |> Option.map TableBlock |> Option.toList
      yield! figure |> Option.map FigureBlock |> Option.toList
      TableBlock(ReportTables.verdicts inputs.Claims) ]

let private scope inputs =
    [ Heading("scope", "Scope of reproducibility")
      Paragraph inputs.Text.Citation
      Items inputs.Text.Scope
      Heading("not-claimed", "What this report does not claim")
      Items inputs.Text.NotClaimed ]

let private methodology inputs =
    let set = inputs.Results
    [ Heading("methodology", "Methodology and protocol")
      if set.Rows.IsEmpty then
          Paragraph "No run at any scale belongs to this report; what it decides, it decides by counting and by laws."
      else
          Paragraph(MainTable.scaleNote set)
      Items inputs.Text.Protocol
      if not (set.Datasets.IsEmpty && set.Backbones.IsEmpty) then
          TableBlock(ReportTables.sources set) ]

let private cost inputs =
    [ Heading("cost", "Computational cost")
      if inputs.Results.Rows.IsEmpty then
          Paragraph "None: counting allocates no weights, and the laws take seconds."
      else
          Prose(ReportProse.cost inputs.Results) ]

let private results inputs =
    let set = inputs.Results
    [ Heading("results", "Results")
      if set.Rows.IsEmpty then
          Paragraph "No table of the paper has been run. The tables below say what is known of them."
      else
          TableBlock(ReportTables.coverage set inputs.Planned)
      let table, figure = opening inputs
      for t in inputs.Tables do
          if Some t.Id <> (table |> Option.map _.Id) then
              TableBlock t
      for f in inputs.Figures do
          if Some f.Id <> (figure |> Option.map _.Id) then
              FigureBlock f
      match
          [ for j in inputs.Claims do
                if j.Verdict = Verdict.NotReproduced && j.Claim.Analysis <> "" then
                    $"{j.Claim.Id}: {j.Claim.Analysis}" ]
      with
      | [] -> ()
      | analyses ->
          Heading("analysis", "Why claims do not hold at a small scale")
          Items analyses ]

let private beyond inputs = [ Heading("beyond", "Results beyond the paper"); Items inputs.Text.Beyond ]

let private experience inputs =
    [ Heading("easy", "What was easy")
      Items inputs.Text.Easy
      Heading("difficult", "What was difficult")
      Items inputs.Text.Difficult
      if not inputs.Discrepancies.IsEmpty then
          Heading("discrepancies", "Discrepancies between paper, code and scripts")
          TableBlock(ReportTables.discrepancies inputs.Measured inputs.Discrepancies) ]

let private appendix inputs =
    let set = inputs.Results
    [ Heading("claims", "Results claim by claim")
      TableBlock(ReportTables.claims set inputs.Claims)
      if not inputs.References.IsEmpty then
          Heading("reference", "What the paper reports")
          Paragraph
              "As far as it could be read. A value marked unverified is remembered, not read, and decides nothing; an empty cell was neither."
          for t in inputs.References do
              TableBlock t
      if not set.Examples.IsEmpty then
          Heading("examples", "Answers side by side")
          TableBlock(ReportTables.examples set)
      if not set.Rows.IsEmpty then
          Heading("cost-by-method", "Cost by method")
          TableBlock(ReportTables.cost set)
      if not inputs.Laws.IsEmpty then
          Heading("laws", "Laws")
          TableBlock(ReportTables.laws inputs.Laws)
      if not set.Surroundings.IsEmpty then
          Heading("environment", "Environment")
          TableBlock(ReportTables.surroundings set)
      if not set.Configurations.IsEmpty then
          Heading("configurations", "Configurations")
          for name, yaml in set.Configurations |> List.sortBy (fst >> Methods.words) do
              Folded($"{name} (the run with the smallest N_D and first seed)", yaml)
      if not set.Rows.IsEmpty then
          Heading("runs", "Runs")
          TableBlock(ReportTables.runs set)
      let behind = ResultSet.beside set inputs.Measured
      if not behind.Rows.IsEmpty then
          EvidenceBlock behind ]

/// The places that links may lead to.
let private anchors inputs =
    Set
        [ for l in inputs.Laws do
              Evidence.law l.Id
          for c in inputs.Claims do
              Evidence.claim c.Claim.Id
          for r in inputs.Results.Rows @ inputs.Measured.Rows do
              Evidence.cell r
              Evidence.run r ]

/// A link that leads nowhere in this report becomes what it stands around.
let private reachable (anchors: Set<string>) (table: Table) : Table =
    let cell =
        function
        | Link(inner, anchor), mark when not (anchors.Contains anchor) -> inner, mark
        | other -> other
    { table with Rows = table.Rows |> List.map (fun r -> { r with Cells = List.map cell r.Cells }) }

let document inputs =
    let scale = if inputs.Results.Rows.IsEmpty then "structural" else inputs.Results.Scale + " scale"
    let anchors = anchors inputs
    let linked blocks =
        blocks
        |> List.map (fun b ->
            match b with
            | TableBlock table -> TableBlock(reachable anchors table)
            | other -> other)
    { Title = $"{inputs.Text.Title}: reproducibility report ({scale})"
      Blocks =
        [ summary; results; beyond; experience; scope; methodology; cost ] |> List.collect (fun part -> part inputs) |> linked
      Appendix = linked (appendix inputs) }
