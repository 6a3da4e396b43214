/// A document as one HTML file that needs nothing else: plotly.js once, every figure interactive, no request to any network.
module Harness.Paper.Report.HtmlDocument

open System
open Giraffe.ViewEngine
open Harness.Paper.Figures
open Harness.Paper.Tables

/// <param name="most">Rows that a table may have.</param>
let private block most chart evidence b =
    match b with
    | Heading(anchor, text) -> [ h2 [ _id anchor ] [ str text ] ]
    | Paragraph text -> [ p [] [ str text ] ]
    | Items items -> [ ul [] [ for item in items -> li [] [ str item ] ] ]
    | Prose spans -> [ p [] [ str (Prose.text spans) ] ]
    | TableBlock table when table.Rows.Length > most ->
        [ p [] [ str $"{table.Caption}: {table.Rows.Length} rows, which stand in report.html." ] ]
    | TableBlock table -> [ Html.table true table ]
    | FigureBlock shown ->
        [ figure
              [ _class "chart"; _id $"figure-{shown.Id}" ]
              [ figcaption [] [ str shown.Title ]; yield! chart shown; p [ _class "caption" ] [ str shown.Caption ] ] ]
    | EvidenceBlock set -> evidence set
    | Folded(title, text) -> [ details [] [ summary [] [ str title ]; pre [] [ str text ] ] ]

let private contents blocks =
    nav
        []
        [ ul
              []
              [ for b in blocks do
                    match b with
                    | Heading(anchor, text) -> li [] [ a [ _href ("#" + anchor) ] [ str text ] ]
                    | _ -> () ] ]

let private page scripts most chart evidence (document: Document) =
    Html.page
        document.Title
        scripts
        [ h1 [] [ str document.Title ]
          contents (document.Blocks @ document.Appendix)
          yield! document.Blocks @ document.Appendix |> List.collect (block most chart evidence) ]

/// <param name="pictures">By run: the page beside this one that shows its answers with pictures.</param>
let render pictures (document: Document) =
    let drawn =
        document.Blocks
        |> List.exists (fun b ->
            match b with
            | FigureBlock _ -> true
            | _ -> false)
    let evidence set = EvidencePages.sections pictures set @ [ EvidencePages.answers set; EvidencePages.script ]
    page
        [ if drawn then
              Export.plotly.Value ]
        Int32.MaxValue
        Export.chart
        evidence
        document

/// What is printed: figures as they were drawn below the folder, no list of hundreds of runs, and nothing that has to be clicked.
let printed folder (document: Document) = page [] 200 (Export.picture folder) (fun _ -> []) document
