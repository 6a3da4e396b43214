/// A document as Markdown; figures are the SVG files in `figures/` beside it.
module Harness.Paper.Report.MarkdownDocument

open Harness.Paper.Figures
open Harness.Paper.Tables

let private block b =
    match b with
    | Heading(_, text) -> $"## {text}\n"
    | Paragraph text -> text + "\n"
    | Prose spans -> Prose.text spans + "\n"
    | EvidenceBlock _ ->
        "report.html holds the runs of every cell with their configuration, commit, environment and predictions.\n"
    | Items items -> items |> List.map (fun i -> $"* {i}\n") |> String.concat ""
    | TableBlock table -> Markdown.render table
    | FigureBlock(figure: Figure) ->
        $"![{figure.Title}](figures/{figure.Id}.svg)\n\n{figure.Caption} ([numbers](figures/{figure.Id}.csv))\n"
    | Folded(summary, text) -> $"<details><summary>{summary}</summary>\n\n```\n{text.TrimEnd()}\n```\n\n</details>\n"

let render (document: Document) = $"# {document.Title}\n" :: (document.Blocks |> List.map block) |> String.concat "\n"
