module Harness.Paper.Tables.Markdown

let private escape (s: string) = s.Replace("|", "\\|")

let private cell table (c, mark) =
    let text = escape (Cell.plain table.N c)
    match mark with
    | Plain -> text
    | Best -> $"**{text}**"
    | Tied -> text + " †"

/// A pipe table with caption and notes.
let render table =
    let line cells = "| " + String.concat " | " cells + " |"
    let headers =
        table.Columns |> List.map (fun c -> escape (if c.Group = "" then Table.header c else $"{c.Group} {Table.header c}"))
    let rule = table.Columns |> List.mapi (fun i _ -> if Table.isNumeric table i then "---:" else "---")
    [ $"**{table.Caption}**"
      ""
      line headers
      line rule
      for row in table.Rows do
          line (row.Cells |> List.map (cell table))
      ""
      for note in Table.notes table do
          $"* {note}" ]
    |> List.map (fun l -> l + "\n")
    |> String.concat ""
