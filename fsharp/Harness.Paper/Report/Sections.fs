/// A paper's report in the order of a reproducibility report: scope, methodology, cost, results claim by claim, results beyond
/// the paper, what was easy and what was difficult, environment.
module Harness.Paper.Report.Sections

open Harness.Laws
open Harness.Paper.Claims
open Harness.Paper.Figures
open Harness.Paper.Results
open Harness.Paper.Tables

type Inputs =
    { Text: PaperText
      Results: ResultSet
      Claims: Judged list
      /// Laws that decided claims.
      Laws: LawResult list
      Discrepancies: Discrepancy list }

/// Every figure that the set supports.
let figures set =
    let main = ResultSet.main set
    [ for d in ResultSet.datasets main do
          yield! TradeOff.build main d |> Option.toList
          yield! Curves.build main d |> Option.toList ]

let private scope inputs =
    [ Heading("scope", "Scope of reproducibility")
      Paragraph inputs.Text.Citation
      Items inputs.Text.Scope
      Heading("not-claimed", "What this report does not claim")
      Items inputs.Text.NotClaimed ]

let private methodology inputs =
    [ Heading("methodology", "Methodology and protocol")
      Paragraph(MainTable.scaleNote inputs.Results)
      Items inputs.Text.Protocol
      if not (inputs.Results.Datasets.IsEmpty && inputs.Results.Backbones.IsEmpty) then
          TableBlock(ReportTables.sources inputs.Results)
      for method, yaml in inputs.Results.Configurations do
          Folded($"Configuration of {Methods.title method} (the run with the smallest N_D and first seed)", yaml) ]

let private results inputs =
    [ Heading("results", "Results")
      for t in MainTable.all inputs.Results do
          TableBlock t
      for f in figures inputs.Results do
          FigureBlock f
      Heading("claims", "Results claim by claim")
      TableBlock(ReportTables.claims inputs.Claims)
      if not inputs.Laws.IsEmpty then
          TableBlock(ReportTables.laws inputs.Laws) ]

let private beyond inputs =
    [ Heading("beyond", "Results beyond the paper")
      Paragraph
          "The table carries two rows that the paper does not have: a model that sees the question but no picture, and the most frequent answer of each kind of question. They show how much of a score needs the picture."
      if not inputs.Results.Examples.IsEmpty then
          TableBlock(ReportTables.examples inputs.Results) ]

let private experience inputs =
    [ Heading("easy", "What was easy")
      Items inputs.Text.Easy
      Heading("difficult", "What was difficult")
      Items inputs.Text.Difficult
      if not inputs.Discrepancies.IsEmpty then
          Heading("discrepancies", "Discrepancies between paper, code and scripts")
          TableBlock(ReportTables.discrepancies inputs.Discrepancies) ]

let private surroundings inputs =
    [ if not inputs.Results.Rows.IsEmpty then
          Heading("cost", "Computational cost")
          TableBlock(ReportTables.cost inputs.Results)
      if not inputs.Results.Surroundings.IsEmpty then
          Heading("environment", "Environment")
          TableBlock(ReportTables.surroundings inputs.Results)
      if not inputs.Results.Rows.IsEmpty then
          Heading("runs", "Runs")
          TableBlock(ReportTables.runs inputs.Results) ]

let document inputs =
    { Title = $"{inputs.Text.Title}: reproducibility report ({inputs.Results.Scale} scale)"
      Blocks = scope inputs @ methodology inputs @ results inputs @ beyond inputs @ surroundings inputs @ experience inputs }
