namespace Harness.Notebooks.Display

open Harness.Laws
open Harness.Paper
open Harness.Paper.Claims
open Harness.Paper.Report
open Harness.Paper.Results
open Harness.Paper.Tables

/// Law results and verdicts as the tables that notebooks show.
[<RequireQualifiedAccess>]
module PaperDrawing =

    /// The command line knows the laws of the repository alone; what repeats another is the cell that checked it.
    let laws (results: LawResult seq) : Table =
        let known = Laws.all |> List.map (fun law -> law.Id) |> Set
        let repeated =
            [ for result in results -> if known.Contains result.Id then result else { result with Replay = "the same cell" } ]
        { ReportTables.laws repeated with Caption = "Laws" }

    let verdicts (rows: ClaimRow seq) : Table =
        { Id = "verdicts"
          Caption = "Claims and computed verdicts"
          Columns = [ for header in [ "Claim"; "What is claimed"; "Scope"; "Verdict"; "Evidence" ] -> Table.column header "" ]
          Rows =
            [ for row in rows ->
                  Table.plain [ Text row.Id; Text row.Sentence; Text row.Scope; Text row.Verdict; Text row.Evidence ] ]
          N = 0
          Notes = [] }

    let judged (rows: Judged seq) : Table = ReportTables.claims (ResultSet.empty "" "") (List.ofSeq rows)
