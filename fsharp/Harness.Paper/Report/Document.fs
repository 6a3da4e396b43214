namespace Harness.Paper.Report

open Harness.Paper.Figures
open Harness.Paper.Tables

/// A part of a report, before it becomes HTML or Markdown.
type Block =
    /// A section title with the name that links use.
    | Heading of anchor: string * text: string
    | Paragraph of string
    | Items of string list
    | TableBlock of Table
    | FigureBlock of Figure
    /// Long text that is folded away where the format allows it.
    | Folded of summary: string * text: string

type Document = { Title: string; Blocks: Block list }
