namespace Deedle

open System
open System.Globalization
open System.IO
open System.Reflection
open System.Runtime.CompilerServices

/// Makes frames; the static members that make them come with the F# extensions.
type Frame = class end

[<AutoOpen>]
module ``F# Frame extensions`` =

    /// A key and what stands under it.
    let (=>) a b = a, b

    /// The same for a series whose type of values does not matter, so that several of them make a list.
    let (=?>) a (b: ISeries<_>) = a, b

    /// A frame of columns under their names.
    let frame (columns: seq<'C * #ISeries<'R>>) : Frame<'R, 'C> =
        let columns = Array.ofSeq columns
        FrameParts.ofColumns (Series(Array.map fst columns, Array.map snd columns))

    /// The values of a record's or object's public properties, one column a property.
    let private ofRecords (records: 'T[]) : Frame<int, string> =
        let properties =
            typeof<'T>.GetProperties(BindingFlags.Instance ||| BindingFlags.Public)
            |> Array.filter (fun property -> property.CanRead && property.GetIndexParameters().Length = 0)
        let column (property: PropertyInfo) =
            records |> Array.map (property.GetValue >> Values.ofValue) |> Column.ofType property.PropertyType
        Frame(
            Index<int>(Array.init records.Length id), Index<string>(properties |> Array.map (fun property -> property.Name)),
            Array.map column properties)

    type Frame with

        static member ReadCsv
            (path: string, ?hasHeaders: bool, ?inferTypes: bool, ?inferRows: int, ?separators: string, ?culture: string,
             ?maxRows: int, ?missingValues: string[]) : Frame<int, string> =
            use reader = new StreamReader(path)
            Csv.read reader hasHeaders inferTypes inferRows separators culture maxRows missingValues

        /// The column of that name becomes the row keys.
        static member ReadCsv<'R when 'R: equality>
            (path: string, indexCol: string, ?hasHeaders: bool, ?inferTypes: bool, ?inferRows: int, ?separators: string,
             ?culture: string, ?maxRows: int, ?missingValues: string[]) : Frame<'R, string> =
            use reader = new StreamReader(path)
            Csv.read reader hasHeaders inferTypes inferRows separators culture maxRows missingValues
            |> Frame.indexRows indexCol

        static member ReadCsv
            (stream: Stream, ?hasHeaders: bool, ?inferTypes: bool, ?inferRows: int, ?separators: string, ?culture: string,
             ?maxRows: int, ?missingValues: string[]) : Frame<int, string> =
            Csv.read (new StreamReader(stream)) hasHeaders inferTypes inferRows separators culture maxRows missingValues

        static member ReadCsv
            (reader: TextReader, ?hasHeaders: bool, ?inferTypes: bool, ?inferRows: int, ?separators: string,
             ?culture: string, ?maxRows: int, ?missingValues: string[]) : Frame<int, string> =
            Csv.read reader hasHeaders inferTypes inferRows separators culture maxRows missingValues

        static member ReadCsvString
            (csvString: string, ?hasHeaders: bool, ?inferTypes: bool, ?inferRows: int, ?separators: string,
             ?culture: string, ?maxRows: int, ?missingValues: string[]) : Frame<int, string> =
            Csv.read (new StringReader(csvString)) hasHeaders inferTypes inferRows separators culture maxRows missingValues

        /// Row keys from 0 (64 bits).
        static member ofRowsOrdinal(rows: seq<#Series<'K, 'V>>) : Frame<int64, 'K> =
            let rows = Array.ofSeq rows
            FrameParts.ofRows (Series(Array.init rows.Length int64, rows))

        static member ofRows(rows: seq<'R * #ISeries<'C>>) : Frame<'R, 'C> =
            let rows = Array.ofSeq rows
            FrameParts.ofRows (Series(Array.map fst rows, Array.map snd rows))

        static member ofRows(rows: Series<'R, #ISeries<'C>>) : Frame<'R, 'C> = FrameParts.ofRows rows

        static member ofColumns(cols: Series<'C, #ISeries<'R>>) : Frame<'R, 'C> = FrameParts.ofColumns cols

        static member ofColumns(cols: seq<'C * #ISeries<'R>>) : Frame<'R, 'C> =
            let cols = Array.ofSeq cols
            FrameParts.ofColumns (Series(Array.map fst cols, Array.map snd cols))

        /// Row keys, column keys and values.
        static member ofValues(values: seq<'R * 'C * 'V>) : Frame<'R, 'C> =
            values
            |> Array.ofSeq
            |> Array.groupBy (fun (_, column, _) -> column)
            |> Array.map (fun (column, cells) ->
                column, Series.ofObservations [ for row, _, value in cells -> row, value ])
            |> Frame.ofColumns

        /// One row a record, one column a property; row keys from 0.
        static member ofRecords(values: seq<'T>) : Frame<int, string> = ofRecords (Array.ofSeq values)

        static member ofRecords(series: Series<'K, 'R>) : Frame<'K, string> =
            ofRecords (Array.ofSeq series.Values) |> Frame.indexRowsWith (series.Observations |> Seq.map (fun pair -> pair.Key))

        static member ofArray2D(array: 'T[,]) : Frame<int, int> =
            Frame.ofColumns [ for c in 0 .. array.GetLength 1 - 1 -> c, Series.ofValues array[*, c] ]

    type Frame<'TRowKey, 'TColumnKey when 'TRowKey: equality and 'TColumnKey: equality> with

        member frame.SaveCsv
            (writer: TextWriter, ?includeRowKeys: bool, ?keyNames: seq<string>, ?separator: char, ?culture: CultureInfo) =
            Csv.write writer separator culture includeRowKeys keyNames frame

        /// Separated by tabs when the name ends with .tsv.
        member frame.SaveCsv
            (path: string, ?includeRowKeys: bool, ?keyNames: seq<string>, ?separator: char, ?culture: CultureInfo) =
            let tabs = path.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase)
            use writer = new StreamWriter(path)
            Csv.write writer (Option.orElse (if tabs then Some '\t' else None) separator) culture includeRowKeys keyNames frame

        /// Groups by the values of two columns.
        member frame.PivotTable<'R, 'C, 'T when 'R: equality and 'C: equality>
            (r: 'TColumnKey, c: 'TColumnKey, op: Frame<'TRowKey, 'TColumnKey> -> 'T) : Frame<'R, 'C> =
            frame
            |> Frame.pivotTable (fun _ row -> row.GetAs<'R> r) (fun _ row -> row.GetAs<'C> c) op

[<Extension>]
type FrameExtensions =

    [<Extension>]
    static member Print(frame: Frame<'K, 'V>) : unit = Console.WriteLine(frame.Format())

    [<Extension>]
    static member Print(frame: Frame<'K, 'V>, printTypes: bool) : unit = Console.WriteLine(frame.Format printTypes)

[<Extension>]
type SeriesExtensions =

    [<Extension>]
    static member Print(series: Series<'K, 'V>) : unit = Console.WriteLine(series.Format())
