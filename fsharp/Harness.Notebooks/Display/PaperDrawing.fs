namespace Harness.Notebooks.Display

open Harness.Laws
open Harness.Notebooks.Documents
open Harness.Paper
open Harness.Paper.Claims
open Harness.Paper.Figures
open Harness.Paper.Report
open Harness.Paper.Results
open Harness.Paper.Tables

/// Tables, figures, law results and verdicts as notebooks show them.
[<RequireQualifiedAccess>]
module PaperDrawing =

    /// What a figure is in plain text; none for a value of any other type. Drawing its picture would take seconds.
    let tryToText (value: obj) : string option =
        let line (figure: Figure) = $"[figure: {figure.Title}]"
        match value with
        | :? Figure as found -> Some(line found)
        | :? (Figure seq) as found -> found |> Seq.map line |> String.concat "\n" |> Some
        | _ -> None

    let private table (table: Table) = [ MimeBundle.html (Html.render table) (Console.render table) ]

    let private figure (figure: Figure) = ChartDrawing.toBundles (figure.Draw()) @ [ MimeBundle.markdown $"*{figure.Caption}*" ]

    /// The command line knows the laws of the repository alone; what repeats another is the cell that checked it.
    let private laws (results: LawResult list) =
        let known = Laws.all |> List.map (fun law -> law.Id) |> Set
        let repeated = results |> List.map (fun r -> if known.Contains r.Id then r else { r with Replay = "the same cell" })
        { ReportTables.laws repeated with Caption = "Laws" }

    let private verdicts (rows: ClaimRow list) : Table =
        { Id = "verdicts"
          Caption = "Claims and computed verdicts"
          Columns = [ for header in [ "Claim"; "What is claimed"; "Scope"; "Verdict"; "Evidence" ] -> Table.column header "" ]
          Rows = [ for row in rows -> Table.plain [ Text row.Id; Text row.Sentence; Text row.Scope; Text row.Verdict; Text row.Evidence ] ]
          N = 0
          Notes = [] }

    /// None for a value of any other type.
    let tryToBundles (value: obj) : MimeBundle list option =
        match value with
        | :? Table as found -> Some(table found)
        | :? Figure as found -> Some(figure found)
        | :? (Table seq) as found -> found |> Seq.collect table |> List.ofSeq |> Some
        | :? (Figure seq) as found -> found |> Seq.collect figure |> List.ofSeq |> Some
        | :? LawResult as found -> Some(table (laws [ found ]))
        | :? (LawResult seq) as found -> Some(table (laws (List.ofSeq found)))
        | :? (ClaimRow seq) as found -> Some(table (verdicts (List.ofSeq found)))
        | :? (Judged seq) as found -> Some(table (ReportTables.claims (ResultSet.empty "" "") (List.ofSeq found)))
        | _ -> None
