/// A document as two Markdown files, of which the second holds the appendix; figures are the SVG files in `figures/` beside them.
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
    | FigureBlock(figure: Figure) -> $"![{figure.Title}](figures/{figure.Id}.svg)\n\n{figure.Caption}\n"
    | Folded(summary, text) -> $"<details><summary>{summary}</summary>\n\n```\n{text.TrimEnd()}\n```\n\n</details>\n"

let private page title blocks = $"# {title}\n" :: List.map block blocks |> String.concat "\n"

/// The report; it ends with a link to the other file.
let render (document: Document) =
    page
        document.Title
        (document.Blocks
         @ [ Heading("details", "Details")
             Paragraph
                 "Evidence of each claim, what the paper reports, answers side by side, laws, environment, configurations and every run: [details.md](details.md)." ])

let appendix (document: Document) = page $"{document.Title}: details" document.Appendix
