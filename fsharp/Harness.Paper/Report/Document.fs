namespace Harness.Paper.Report

open Harness.Paper.Figures
open Harness.Paper.Results
open Harness.Paper.Tables

/// A piece of a sentence.
type Span =
    | Words of string
    /// A number that was computed: LaTeX takes it from the macro of that name (letters only).
    | Computed of macro: string * text: string

/// A part of a report, before it becomes HTML, Markdown or LaTeX.
type Block =
    /// A section title with the name that links use.
    | Heading of anchor: string * text: string
    | Paragraph of string
    /// A paragraph with computed numbers.
    | Prose of Span list
    | Items of string list
    | TableBlock of Table
    | FigureBlock of Figure
    /// Long text that is folded away where the format allows it.
    | Folded of summary: string * text: string
    /// What is behind every number: cells with their runs, runs with configuration, commit, environment and predictions.
    | EvidenceBlock of ResultSet

type Document =
    {
        Title: string
        Blocks: Block list
        /// What one looks up and does not read: configurations, environment, laws, every run. Markdown keeps it in a file of its own.
        Appendix: Block list
    }

module Prose =
    let text spans =
        spans
        |> List.map (fun s ->
            match s with
            | Words w -> w
            | Computed(_, v) -> v)
        |> String.concat ""
