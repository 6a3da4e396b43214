/// Comma-separated text: invariant numbers, line feeds, quotes only where needed. What is written reads back the same.
module Harness.Paper.Results.Csv

open System
open System.Globalization
open System.Text

let private quote (field: string) =
    if field.IndexOfAny [| ','; '"'; '\n'; '\r' |] < 0 then
        field
    else
        "\"" + field.Replace("\"", "\"\"") + "\""

/// Header and rows as text; ends with a line feed.
let write (header: string list) (rows: seq<string list>) =
    let line fields = String.Join(",", List.map quote fields)
    String.Join(
        "\n",
        seq {
            line header
            yield! Seq.map line rows
        }
    )
    + "\n"

/// All records of the text, header first; empty lines are skipped.
let parse (text: string) =
    let records, fields, field = ResizeArray<string list>(), ResizeArray<string>(), StringBuilder()
    let mutable quoted = false
    let endField () =
        fields.Add(field.ToString())
        field.Clear() |> ignore
    let endRecord () =
        endField ()
        if fields.Count > 1 || fields[0] <> "" then
            records.Add(List.ofSeq fields)
        fields.Clear()
    let mutable i = 0
    while i < text.Length do
        match text[i] with
        | '"' when quoted && i + 1 < text.Length && text[i + 1] = '"' ->
            field.Append '"' |> ignore
            i <- i + 1
        | '"' -> quoted <- not quoted
        | ',' when not quoted -> endField ()
        | '\n' when not quoted -> endRecord ()
        | '\r' when not quoted -> ()
        | c -> field.Append c |> ignore
        i <- i + 1
    if field.Length > 0 || fields.Count > 0 then
        endRecord ()
    List.ofSeq records

/// Shortest text that reads back as the same number; empty for NaN.
let number (x: float) = if Double.IsNaN x then "" else x.ToString("R", CultureInfo.InvariantCulture)

let option (x: float option) = x |> Option.map number |> Option.defaultValue ""

let parseNumber (text: string) = if text = "" then nan else Double.Parse(text, CultureInfo.InvariantCulture)

let parseOption (text: string) = if text = "" then None else Some(parseNumber text)
