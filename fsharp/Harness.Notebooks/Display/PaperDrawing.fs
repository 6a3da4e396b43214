namespace Harness.Notebooks.Display

open Harness.Laws
open Harness.Notebooks.Documents
open Harness.Paper.Claims
open Harness.Paper.Figures
open Harness.Paper.Report
open Harness.Paper.Tables

/// Tables, figures, law results and verdicts as notebooks show them.
[<RequireQualifiedAccess>]
module PaperDrawing =

    let private table (table: Table) = [ MimeBundle.html (Html.render table) (Console.render table) ]

    let private figure (figure: Figure) = ChartDrawing.toBundles (figure.Draw()) @ [ MimeBundle.markdown $"*{figure.Caption}*" ]

    /// None for a value of any other type.
    let tryToBundles (value: obj) : MimeBundle list option =
        match value with
        | :? Table as found -> Some(table found)
        | :? Figure as found -> Some(figure found)
        | :? (Table seq) as found -> found |> Seq.collect table |> List.ofSeq |> Some
        | :? (Figure seq) as found -> found |> Seq.collect figure |> List.ofSeq |> Some
        | :? LawResult as found -> Some(table (ReportTables.laws [ found ]))
        | :? (LawResult seq) as found -> Some(table (ReportTables.laws (List.ofSeq found)))
        | :? (Judged seq) as found -> Some(table (ReportTables.claims (List.ofSeq found)))
        | _ -> None
