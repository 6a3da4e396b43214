/// The numbers of a table, unrounded: a column of scores becomes mean, std, n and mark.
module Harness.Paper.Tables.CsvTable

open Harness.Paper.Results

let private isScores (table: Table) i =
    table.Rows
    |> List.exists (fun r ->
        match Cell.bare (fst r.Cells[i]) with
        | Scores _ -> true
        | _ -> false)

let private markText =
    function
    | Plain -> ""
    | Best -> "best"
    | Tied -> "tied"

let private fields scores (cell, mark) =
    match Cell.bare cell with
    | Scores s -> [ Csv.number s.Mean; Csv.number s.Std; string s.N; markText mark ]
    | Count c -> [ string c ]
    | Number(x, _) -> [ Csv.number x ]
    | Text s when scores -> [ s; ""; ""; "" ]
    | Blank when scores -> [ ""; ""; ""; "" ]
    | Text s -> [ s ]
    | Blank
    | Link _ -> [ "" ]

let render (table: Table) =
    let name c = (if c.Group = "" then "" else c.Group + " ") + Table.header c
    let header =
        table.Columns
        |> List.mapi (fun i c ->
            if isScores table i then
                [ for part in [ "mean"; "std"; "n"; "mark" ] -> $"{name c} {part}" ]
            else
                [ name c ])
        |> List.concat
    table.Rows
    |> List.map (fun r -> r.Cells |> List.mapi (fun i c -> fields (isScores table i) c) |> List.concat)
    |> Csv.write header
