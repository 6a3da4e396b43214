namespace Deedle

open System
open System.Globalization
open System.IO

/// Frames from and to CSV, in the invariant culture unless told.
module internal Csv =

    let private separators given = defaultArg given ","

    let read (reader: TextReader) hasHeaders inferTypes inferRows (separators': string option) (culture: string option) maxRows
        (missingValues: string[] option) : Frame<int, string> =
        let culture = CultureInfo.GetCultureInfo(defaultArg culture "")
        let missing = defaultArg missingValues CsvTypes.missing
        let rows = CsvParser.rows (separators separators') reader
        let width = if rows.IsEmpty then 0 else rows.Head.Length
        let unnamed i = $"Column{i + 1}"
        let names, rows =
            match rows with
            | head :: rest when defaultArg hasHeaders true ->
                head |> Array.mapi (fun i name -> if String.IsNullOrWhiteSpace name then unnamed i else name), rest
            | _ -> Array.init width unnamed, rows
        let rows = match maxRows with Some count -> List.truncate count rows | None -> rows
        rows
        |> List.iteri (fun i row ->
            if row.Length <> width then
                invalidOp $"CSV row {i + 1} has {row.Length} cells, the first row has {width}.")
        let column at =
            let texts = [| for row in rows -> row[at] |]
            let kind =
                if defaultArg inferTypes true then
                    let seen = match defaultArg inferRows 100 with 0 -> texts | count -> Array.truncate count texts
                    CsvTypes.infer missing culture seen
                else
                    CsvTypes.Text
            CsvTypes.column kind missing culture texts
        Frame(Index<int>(Array.init rows.Length id), Index<string> names, Array.init width column)

    let private text (culture: CultureInfo) (value: obj) =
        match value with
        | null -> ""
        | :? DateTime as time when time.TimeOfDay = TimeSpan.Zero -> time.ToString("d", culture)
        | :? DateTime as time -> time.ToString culture
        | :? IFormattable as formattable -> formattable.ToString(null, culture)
        | other -> other.ToString()

    /// Cells with a separator, blank, quote or line break in them stand in quotes.
    let write (writer: TextWriter) separator (culture: CultureInfo option) includeRowKeys (keyNames: seq<string> option) (frame: Frame<'R, 'C>) =
        let culture = defaultArg culture CultureInfo.InvariantCulture
        let separator = defaultArg separator ','
        let special = [| '"'; ','; ';'; '\t'; ' '; '\r'; '\n'; separator |]
        let cell (text: string) =
            if text.IndexOfAny special < 0 then text else "\"" + text.Replace("\"", "\"\"") + "\""
        let line (cells: string seq) = writer.WriteLine(String.Join(separator, Seq.map cell cells))
        let rowKeys = [| for key in frame.RowKeys -> Format.levels key |]
        let levels = if rowKeys.Length = 0 then 1 else rowKeys[0].Length
        let names =
            match keyNames with
            | Some given when Seq.length given <> levels ->
                invalidArg "keyNames" $"There are {Seq.length given} key names for row keys of {levels} parts."
            | Some given -> List.ofSeq given
            | None when levels = 1 -> [ "Key" ]
            | None -> [ for i in 1..levels -> $"Key #{i}" ]
        let keyed = defaultArg includeRowKeys true
        let title key = Format.levels key |> List.map string |> String.concat " - "
        line [ if keyed then yield! names
               for key in frame.ColumnKeys -> title key ]
        for row in 0 .. frame.RowCount - 1 do
            line [ if keyed then yield! List.map (text culture) rowKeys[row]
                   for column in frame.Data -> text culture (column.Object row).ValueOrDefault ]
