module Harness.Paper.Tables.Html

open System.Net

let escape (s: string) = WebUtility.HtmlEncode s |> string

let private cell table i (c, mark) =
    let text = escape (Cell.plain table.N c)
    let body =
        match mark with
        | Plain -> text
        | Best -> $"<strong>{text}</strong>"
        | Tied -> text + " †"
    if Table.isNumeric table i then $"<td class=\"number\">{body}</td>" else $"<td>{body}</td>"

/// A table element with its caption and, below, the notes.
let render table =
    let header i (c: Column) =
        let text = escape (if c.Group = "" then Table.header c else $"{c.Group} {Table.header c}")
        if Table.isNumeric table i then $"<th class=\"number\">{text}</th>" else $"<th>{text}</th>"
    let row r =
        let cls = if r.Ruled then " class=\"ruled\"" else ""
        $"<tr{cls}>" + (r.Cells |> List.mapi (cell table) |> String.concat "") + "</tr>"
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
