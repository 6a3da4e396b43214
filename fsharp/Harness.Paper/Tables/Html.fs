module Harness.Paper.Tables.Html

open System.Net

let escape (s: string) = WebUtility.HtmlEncode s |> string

let private cell linked table i (c, mark) =
    let text = escape (Cell.plain table.N c)
    let marked =
        match mark with
        | Plain -> text
        | Best -> $"<strong>{text}</strong>"
        | Tied -> text + " †"
    let body =
        match c with
        | Link(_, anchor) when linked -> $"<a href=\"#{escape anchor}\">{marked}</a>"
        | _ -> marked
    if Table.isNumeric table i then $"<td class=\"number\">{body}</td>" else $"<td>{body}</td>"

let private table linked table =
    let header i (c: Column) =
        let text = escape (if c.Group = "" then Table.header c else $"{c.Group} {Table.header c}")
        if Table.isNumeric table i then $"<th class=\"number\">{text}</th>" else $"<th>{text}</th>"
    let row r =
        let cls = if r.Ruled then " class=\"ruled\"" else ""
        let id = if linked && r.Anchor <> "" then $" id=\"{escape r.Anchor}\"" else ""
        $"<tr{cls}{id}>" + (r.Cells |> List.mapi (cell linked table) |> String.concat "") + "</tr>"
    [ $"<figure class=\"table\" id=\"table-{table.Id}\">"
      $"<figcaption>{escape table.Caption}</figcaption>"
      "<table>"
      "<thead><tr>" + (table.Columns |> List.mapi header |> String.concat "") + "</tr></thead>"
      "<tbody>"
      for r in table.Rows do
          row r
      "</tbody></table>"
      "<ul class=\"notes\">"
      for note in Table.notes table do
          $"<li>{escape note}</li>"
      "</ul></figure>" ]
    |> List.map (fun l -> l + "\n")
    |> String.concat ""

/// A table element with its caption and, below, the notes.
let render model = table false model

/// A file of its own.
let page model =
    "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + escape model.Caption + "</title>\n"
    + "<style>body { font: 16px/1.5 system-ui, sans-serif; } table { border-collapse: collapse; } th, td { padding: .25rem .6rem; text-align: left; } "
    + "thead th { border-top: 2px solid; border-bottom: 1px solid; } tbody tr:last-child td { border-bottom: 2px solid; } "
    + "tr.ruled td { border-top: 1px solid; } .number { text-align: right; }</style></head><body>\n"
    + render model + "</body></html>\n"

/// The same with links to the evidence, for a page that holds the places they lead to.
let renderLinked model = table true model
