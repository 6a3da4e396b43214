/// Tables as HTML, and what every page is made of. Text and attributes are escaped by construction; `rawText` stands where something else is meant.
module Harness.Paper.Tables.Html

open Giraffe.ViewEngine

/// The one style sheet.
let private sheet =
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
tr:target { background: #fff3c4; } dl { display: grid; grid-template-columns: max-content auto; gap: .2rem 1rem; }
dd { margin: 0; overflow-wrap: anywhere; } pre { background: #f4f4f4; padding: .75rem; overflow-x: auto; font-size: .85rem; } details { margin: .5rem 0; }
@media print {
  nav, .evidence, .evidence:target { display: none; } body { font-size: 11px; max-width: none; margin: 0; } table { font-size: .8em; }
  figure { break-inside: avoid-page; } a { color: inherit; text-decoration: none; }
}
"""

/// Whatever a page might ask a network for is refused: all that it needs is in it. plotly.js makes styles and blobs of its own.
let private policy =
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:"

/// Each node on a line of its own.
let lines (nodes: XmlNode list) = nodes |> List.collect (fun node -> [ node; rawText "\n" ])

/// A page in a file of its own, as text.
/// <param name="scripts">What stands in its head beside the style sheet.</param>
let page (name: string) scripts content =
    html
        [ _lang "en" ]
        [ head
              []
              (lines
                  [ meta [ _charset "utf-8" ]
                    meta [ _name "viewport"; _content "width=device-width, initial-scale=1" ]
                    meta [ _httpEquiv "Content-Security-Policy"; _content policy ]
                    // An empty icon keeps the browser from asking for one.
                    link [ _rel "icon"; _href "data:," ]
                    title [] [ str name ]
                    style [] [ rawText sheet ]
                    yield! scripts ])
          body [] (lines content) ]
    |> RenderView.AsString.htmlDocument

let private cell linked n attributes (content, mark) =
    let text = str (Cell.plain n content)
    let marked =
        match mark with
        | Plain -> [ text ]
        | Best -> [ strong [] [ text ] ]
        | Tied -> [ text; str " †" ]
    td
        attributes
        (match content with
         | Link(_, anchor) when linked -> [ a [ _href ("#" + anchor) ] marked ]
         | _ -> marked)

/// A table element with its caption and, below, the notes.
/// <param name="linked">Whether cells link to their evidence, for a page that holds it.</param>
let table linked (model: Table) =
    let columns = model.Columns |> List.mapi (fun i c -> (if Table.isNumeric model i then [ _class "number" ] else []), c)
    let header (attributes, c: Column) =
        th attributes [ str (if c.Group = "" then Table.header c else $"{c.Group} {Table.header c}") ]
    let row r =
        let attributes =
            [ if r.Ruled then
                  _class "ruled"
              if linked && r.Anchor <> "" then
                  _id r.Anchor ]
        tr attributes (List.map2 (fun (attributes, _) -> cell linked model.N attributes) columns r.Cells)
    figure
        [ _class "table"; _id $"table-{model.Id}" ]
        [ yield! lines [ rawText ""; figcaption [] [ str model.Caption ] ]
          table
              []
              [ yield! lines [ rawText ""; thead [] [ tr [] (List.map header columns) ] ]
                tbody [] (lines (rawText "" :: List.map row model.Rows)) ]
          rawText "\n"
          ul [ _class "notes" ] (lines (rawText "" :: [ for note in Table.notes model -> li [] [ str note ] ])) ]

/// The table element as text, without links.
let render model = RenderView.AsString.htmlNode (table false model) + "\n"
