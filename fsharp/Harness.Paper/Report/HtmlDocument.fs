/// A document as one HTML file that needs nothing else: plotly.js once, every figure interactive, no request to any network.
module Harness.Paper.Report.HtmlDocument

open Plotly.NET
open Harness.Paper.Figures
open Harness.Paper.Tables

let private style =
    """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; background: #fff; }
h1, h2 { line-height: 1.2; } h2 { border-bottom: 1px solid #ccc; margin-top: 2.5rem; }
nav ul { columns: 2; padding-left: 1.2rem; } figure { margin: 1.5rem 0; overflow-x: auto; } figcaption { font-weight: 600; margin-bottom: .5rem; }
table { border-collapse: collapse; font-size: .9rem; } th, td { padding: .25rem .6rem; text-align: left; vertical-align: top; }
thead th { border-top: 2px solid #000; border-bottom: 1px solid #000; } tbody tr:last-child td { border-bottom: 2px solid #000; }
tr.ruled td { border-top: 1px solid #000; } .number { text-align: right; white-space: nowrap; } .notes, .caption { font-size: .85rem; color: #444; }
.evidence { display: none; border: 1px solid #999; padding: 0 1rem; background: #fcfcf4; } .evidence:target { display: block; }
#table-claims td:nth-child(2), #table-discrepancies td:nth-child(2), #table-laws td:nth-child(2) { min-width: 16rem; }
:is(#table-claims, #table-discrepancies, #table-laws) td:is(:first-child, :nth-child(5), :nth-child(6)) { min-width: 9rem; overflow-wrap: anywhere; }
tr:target { background: #fff3c4; } dl { display: grid; grid-template-columns: max-content auto; gap: .2rem 1rem; } dd { margin: 0; overflow-wrap: anywhere; }
@media print { nav, .evidence, .evidence:target { display: none; } body { font-size: 11px; max-width: none; margin: 0; } table { font-size: .8em; } figure { break-inside: avoid-page; } a { color: inherit; text-decoration: none; } }
pre { background: #f4f4f4; padding: .75rem; overflow-x: auto; font-size: .85rem; } details { margin: .5rem 0; }
"""

/// plotly.js as script elements, cut out of a page that has it whole.
let private plotly (figure: Figure) =
    let page = Export.page figure
    page[page.IndexOf "<script" .. page.LastIndexOf "</head>" - 1]

let private chart (figure: Figure) =
    figure.Draw()
    |> Chart.withDisplayOptions (DisplayOptions.init (PlotlyJSReference = NoReference))
    |> GenericChart.toChartHTML

let private block pictures b =
    match b with
    | Heading(anchor, text) -> $"<h2 id=\"{Html.escape anchor}\">{Html.escape text}</h2>"
    | Paragraph text -> $"<p>{Html.escape text}</p>"
    | Items items -> "<ul>" + (items |> List.map (fun i -> $"<li>{Html.escape i}</li>") |> String.concat "") + "</ul>"
    | Prose spans -> $"<p>{Html.escape (Prose.text spans)}</p>"
    | TableBlock table -> Html.renderLinked table
    | FigureBlock figure ->
        $"<figure class=\"chart\" id=\"figure-{Html.escape figure.Id}\"><figcaption>{Html.escape figure.Title}</figcaption>"
        + chart figure
        + $"<p class=\"caption\">{Html.escape figure.Caption}</p></figure>"
    | EvidenceBlock set -> EvidencePages.sections pictures set @ [ EvidencePages.answers set; EvidencePages.script ] |> String.concat "\n"
    | Folded(summary, text) -> $"<details><summary>{Html.escape summary}</summary><pre>{Html.escape text}</pre></details>"

let private contents blocks =
    let link b = match b with Heading(anchor, text) -> Some $"<li><a href=\"#{Html.escape anchor}\">{Html.escape text}</a></li>" | _ -> None
    "<nav><ul>" + (blocks |> List.choose link |> String.concat "") + "</ul></nav>"

/// <param name="pictures">By run: the page beside this one that shows its answers with pictures.</param>
let render pictures (document: Document) =
    let figures = document.Blocks |> List.choose (fun b -> match b with FigureBlock f -> Some f | _ -> None)
    [ "<!DOCTYPE html>"
      "<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
      // Whatever a page might ask a network for is refused: all that it needs is in it. plotly.js makes styles and blobs of its own.
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:\">"
      // An empty icon keeps the browser from asking for one.
      "<link rel=\"icon\" href=\"data:,\">"
      $"<title>{Html.escape document.Title}</title>"
      $"<style>{style}</style>"
      match figures with
      | first :: _ -> plotly first
      | [] -> ()
      "</head><body>"
      $"<h1>{Html.escape document.Title}</h1>"
      contents document.Blocks
      yield! document.Blocks |> List.map (block pictures)
      "</body></html>" ]
    |> List.map (fun l -> l + "\n")
    |> String.concat ""
