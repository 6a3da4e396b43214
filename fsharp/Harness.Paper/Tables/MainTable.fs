/// The table in the shape of the papers' main table: methods × N_D, mean ± std over seeds, with what each method trains.
module Harness.Paper.Tables.MainTable

open System
open Harness.Paper.Results
open Harness.Paper.Statistics

/// Level of the tests behind bold cells.
let alpha = 0.05

let private marks set size methods : (string -> Mark) * float option =
    let scores = methods |> List.filter (Methods.isBaseline >> not) |> List.map (fun m -> m, ResultSet.scores m size set)
    match Comparison.standing alpha scores with
    | Standing.Best best -> (fun m -> if m = best then Mark.Best else Plain), None
    | Standing.Tied tied -> (fun m -> if List.contains m tied then Mark.Tied else Plain), None
    | Undecidable reachable -> (fun _ -> Plain), Some reachable

let private sizeOf set method =
    match set.Rows |> List.tryFind (fun r -> RunRow.name r = method) with
    | Some r when r.Trainable > 0L ->
        [ Link(Count r.Trainable, Evidence.law (Evidence.countLaw r.Backbone r.Method)); Number(r.Percent, 2) ]
    | Some _ -> [ Text "–"; Text "–" ]
    | None -> [ Blank; Blank ]

let private cell set size method =
    let scores = ResultSet.scores method size set
    match set.Rows |> List.tryFind (fun r -> RunRow.name r = method && (r.ND = size || r.ND = 0)) with
    | Some run when not scores.IsEmpty -> Link(Scores(Summary.ofValues scores.Values), Evidence.cell run)
    | _ -> Blank

let scaleNote (set: ResultSet) =
    let backbones = String.Join(", ", ResultSet.backbones set |> List.filter ((<>) ""))
    match set.Scale with
    | "full" -> $"Scale: full (the paper's own setting); backbone {backbones}."
    | scale ->
        $"Scale: {scale}, a small stand-in for the paper's setting (backbone {backbones}); not comparable with the paper's numbers."

let provenanceNote set =
    let commits = set |> ResultSet.distinct (fun r -> r.Commit.Replace("+", " with local changes")) |> List.filter ((<>) "")
    let commit = if commits.IsEmpty then "" else $""", code {String.concat ", " commits}"""
    let runs =
        match set.File with
        | None -> $"{set.Rows.Length} runs"
        | Some(all, digest) ->
            (if all = set.Rows.Length then $"{all} runs" else $"{set.Rows.Length} of {all} runs")
            + $" (runs.csv, SHA-256 {digest[..11]}…)"
    $"Built from {runs}{commit}."

let private seedNote set =
    let seeds = ResultSet.seeds set
    let list = seeds |> List.map string |> String.concat ", "
    let score =
        match ResultSet.scoreName set with
        | "VQA accuracy, %" -> "VQA accuracy in %"
        | other -> other
    $"Score: {score} on the test split, best checkpoint on dev; "
    + $"mean ± sample standard deviation over {seeds.Length} seeds ({list})."

let private testNote reachable =
    $"No cell is bold: with so few seeds an exact paired test cannot go below p = {reachable:G4}, so no method can be told from another."

/// One table for one data set; `set` holds one experiment.
let named id caption set dataset =
    let part = ResultSet.onDataset dataset set
    let unit = if (ResultSet.scoreName part).EndsWith '%' then "%" else ""
    let sizes =
        match ResultSet.sizes part with
        | [] -> [ 0 ]
        | some -> some
    let methods = Methods.sort (ResultSet.distinct RunRow.name part)
    let standing = sizes |> List.map (fun s -> marks part s methods)
    let row index method =
        let cells =
            List.map2
                (fun size (mark, _) -> cell part size method, (if Methods.isBaseline method then Plain else mark method))
                sizes
                standing
        let before = if index = 0 then None else Some methods[index - 1]
        { Cells = ((Text(Methods.title method) :: sizeOf part method) |> List.map (fun c -> c, Plain)) @ cells
          Ruled = before |> Option.exists (fun b -> Methods.isBaseline b <> Methods.isBaseline method)
          Anchor = "" }
    { Id = id
      Caption = caption
      Columns =
        [ Table.column "Method" ""
          Table.column "Trainable parameters" ""
          Table.column "Of backbone" "%"
          for s in sizes do
              if s = 0 then Table.column "All questions" unit else Table.grouped "N_D =" (string s) unit ]
      Rows = methods |> List.mapi row
      N = (ResultSet.seeds part).Length
      Notes =
        [ seedNote part
          scaleNote set
          match standing |> List.choose snd with
          | [] -> ()
          | reachable -> testNote (List.max reachable)
          provenanceNote part ] }

/// One table a data set.
let all set =
    let main = ResultSet.main set
    [ for d in ResultSet.datasets main ->
          named $"main-{d}" $"Methods by number of training examples N_D on {d} ({set.Scale} scale)" main d ]
