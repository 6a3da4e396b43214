/// What is known of the paper's own tables: `reference/index.csv` names files with their captions, each a CSV that is shown as it is.
module Harness.Paper.Tables.ReferenceTable

open System.IO
open Harness.Data.Files
open Harness.Paper.Results

let private read (folder: string) (name: string) =
    let path = Path.Combine(folder, name)
    if File.Exists path then
        Csv.parse (File.ReadAllText path)
    else
        raise (UserErrorException($"{path} is missing", 3))

let private table folder (file: string) caption note =
    match read folder file with
    | [] -> raise (UserErrorException($"{Path.Combine(folder, file)} is empty", 2))
    | header :: rows ->
        { Id = "reference-" + string (Path.GetFileNameWithoutExtension file)
          Caption = caption
          Columns = header |> List.map (fun h -> Table.column (h.Replace('_', ' ')) "")
          Rows = [ for r in rows -> Table.plain [ for field in r -> if field = "" then Blank else Text field ] ]
          N = 0
          Notes = [ note; $"From reference/{file}." ] |> List.filter ((<>) "") }

/// Empty where the folder has no index.
let all (folder: string) =
    if not (File.Exists(Path.Combine(folder, "index.csv"))) then
        []
    else
        [ for row in List.tail (read folder "index.csv") do
              match row with
              | [ file; caption; note ] -> table folder file caption note
              | _ ->
                  raise (UserErrorException($"""{Path.Combine(folder, "index.csv")}: each line has file, caption and note""", 2)) ]
