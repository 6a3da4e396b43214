/// One model of a table, rendered as LaTeX, Markdown, CSV, HTML or plain text. Equal tables give equal bytes.
namespace Harness.Paper.Tables

open Harness.Paper.Statistics

type Cell =
    | Text of string
    /// A whole number, shown with thousands separators.
    | Count of int64
    /// A number with so many decimals.
    | Number of value: float * decimals: int
    /// mean ± sample standard deviation, two decimals; n is shown where it differs from the table's.
    | Scores of Summary
    | Blank
    /// A cell that leads to a place of the report; only the report shows it.
    | Link of Cell * anchor: string

/// How a cell stands in its column.
type Mark =
    | Plain
    /// Distinguishably the best of its column.
    | Best
    /// Cannot be told from the best of its column.
    | Tied

type Column =
    {
        Header: string
        /// Unit of the numbers, empty for text.
        Unit: string
        /// Group header that spans neighbouring columns with the same text; empty for none.
        Group: string
    }

type Row =
    {
        Cells: (Cell * Mark) list
        /// A rule above this row.
        Ruled: bool
        /// The name by which links of the report find this row; empty for none.
        Anchor: string
    }

type Table =
    {
        Id: string
        Caption: string
        Columns: Column list
        Rows: Row list
        /// Scores of `N` seeds each, unless the cell says otherwise.
        N: int
        /// Scale, units, seeds, provenance: one sentence each, shown below the table.
        Notes: string list
    }

module Cell =
    open System.Globalization

    let private fixedText decimals (x: float) =
        if System.Double.IsNaN x then
            "–"
        else
            x.ToString("F" + string (decimals: int), CultureInfo.InvariantCulture)

    /// Main text, spread (if any) and remark (if any): "48.26", Some "0.56", Some "n = 3".
    let rec parts usualN cell =
        match cell with
        | Link(inner, _) -> parts usualN inner
        | Text s -> s, None, None
        | Count c -> c.ToString("N0", CultureInfo.InvariantCulture), None, None
        | Number(x, d) -> fixedText d x, None, None
        | Scores s ->
            let spread = if s.N > 1 then Some(fixedText 2 s.Std) else None
            fixedText 2 s.Mean,
            spread,
            (if s.N = usualN || s.N = 1 && spread.IsNone && usualN = 0 then None else Some $"n = {s.N}")
        | Blank -> "", None, None

    /// "48.26 ± 0.56 (n = 3)".
    let plain usualN cell =
        let main, spread, remark = parts usualN cell
        main
        + (spread |> Option.map ((+) " ± ") |> Option.defaultValue "")
        + (remark |> Option.map (sprintf " (%s)") |> Option.defaultValue "")

    /// The cell that a link stands around.
    let rec bare =
        function
        | Link(inner, _) -> bare inner
        | cell -> cell

    let isNumeric cell =
        match bare cell with
        | Text _ -> false
        | _ -> true

module Table =
    let column header unit = { Header = header; Unit = unit; Group = "" }
    let grouped group header unit = { Header = header; Unit = unit; Group = group }
    let plain cells = { Cells = cells |> List.map (fun c -> c, Plain); Ruled = false; Anchor = "" }
    let anchored anchor cells = { plain cells with Anchor = anchor }

    /// Anchors are made of letters, digits, dots and dashes.
    let anchor (parts: string list) =
        parts
        |> String.concat "-"
        |> String.map (fun c -> if System.Char.IsAsciiLetterOrDigit c || c = '.' || c = '-' || c = '_' then c else '-')

    /// Header with its unit: "N_D = 16 [%]".
    let header c = if c.Unit = "" then c.Header else $"{c.Header} [{c.Unit}]"

    /// True for a column whose cells are numbers (text cells such as a dash aside).
    let isNumeric table index = table.Rows |> List.exists (fun r -> Cell.isNumeric (fst r.Cells[index]))
    let hasSpread table index =
        table.Rows
        |> List.exists (fun r ->
            match Cell.bare (fst r.Cells[index]) with
            | Scores s -> s.N > 1
            | _ -> false)

    /// Explains the marks that occur.
    let legend table =
        let has m = table.Rows |> List.exists (fun r -> r.Cells |> List.exists (snd >> (=) m))
        [ if has Best then
              "Bold: better than every other method of the column (exact paired sign-flip test, p ≤ 0.05 each)."
          if has Tied then
              "†: the best mean of the column or not distinguishable from it (exact paired sign-flip test, p > 0.05)." ]

    let notes table = table.Notes @ legend table
