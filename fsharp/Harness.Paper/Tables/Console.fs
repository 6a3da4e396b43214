module Harness.Paper.Tables.Console

let private cell table (c, mark) =
    let text = Cell.plain table.N c
    match mark with
    | Plain -> text
    | Best -> text + " *"
    | Tied -> text + " †"

/// Aligned plain text; best cells carry a star.
let render table =
    let grid =
        (table.Columns |> List.map (fun c -> if c.Group = "" then Table.header c else $"{c.Group} {Table.header c}"))
        :: (table.Rows |> List.map (fun r -> r.Cells |> List.map (cell table)))
    let widths = table.Columns |> List.mapi (fun i _ -> grid |> List.map (fun r -> r[i].Length) |> List.max)
    let line (cells: string list) =
        cells
        |> List.mapi (fun i s -> if Table.isNumeric table i then s.PadLeft widths[i] else s.PadRight widths[i])
        |> String.concat "  "
        |> fun s -> s.TrimEnd()
    let rule = String.replicate (List.sum widths + 2 * (widths.Length - 1)) "─"
    [ table.Caption
      rule
      line grid.Head
      rule
      for row, cells in List.zip table.Rows grid.Tail do
          if row.Ruled then
              rule
          line cells
      rule
      yield! Table.notes table ]
    |> List.map (fun l -> l + "\n")
    |> String.concat ""
