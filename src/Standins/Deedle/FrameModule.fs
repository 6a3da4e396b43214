namespace Deedle

open System

/// Functions on frames. None of them changes the frame that it is given.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Frame =

    // ---- access ----

    [<CompiledName("CountRows")>]
    let countRows (frame: Frame<'R, 'C>) = frame.RowCount

    [<CompiledName("CountColumns")>]
    let countCols (frame: Frame<'R, 'C>) = frame.ColumnCount

    [<CompiledName("Rows")>]
    let rows (frame: Frame<'R, 'C>) = frame.Rows

    [<CompiledName("Columns")>]
    let cols (frame: Frame<'R, 'C>) = frame.Columns

    [<CompiledName("GetColumn")>]
    let getCol column (frame: Frame<'R, 'C>) : Series<'R, 'V> = frame.GetColumn column

    [<CompiledName("GetColumns")>]
    let getCols (frame: Frame<'R, 'C>) : Series<'C, Series<'R, 'T>> = frame.GetColumns<'T>()

    [<CompiledName("GetNumericColumns")>]
    let getNumericCols (frame: Frame<'R, 'C>) : Series<'C, Series<'R, float>> = frame.GetColumns<float>()

    [<CompiledName("GetRow")>]
    let getRow row (frame: Frame<'R, 'C>) : Series<'C, 'T> = frame.GetRow row

    [<CompiledName("ToArray2D")>]
    let toArray2D (frame: Frame<'R, 'C>) : float[,] =
        let columns = [| for column in frame.Data -> column.Convert<float> ConversionKind.Flexible |]
        Array2D.init frame.RowCount frame.ColumnCount (fun r c ->
            OptionalValue.defaultArg nan columns[c].Values[r])

    // ---- columns ----

    [<CompiledName("AddColumn")>]
    let addCol column (series: Series<'R, 'V>) (frame: Frame<'R, 'C>) =
        let copy = frame.Clone()
        copy.AddColumn(column, series)
        copy

    [<CompiledName("DropColumn")>]
    let dropCol column (frame: Frame<'R, 'C>) =
        let copy = frame.Clone()
        copy.DropColumn column
        copy

    [<CompiledName("ReplaceColumn")>]
    let replaceCol column (series: ISeries<'R>) (frame: Frame<'R, 'C>) =
        let copy = frame.Clone()
        copy.ReplaceColumn(column, series)
        copy

    let private pickColumns (positions: int[]) (frame: Frame<'R, 'C>) : Frame<'R, 'C> =
        Frame(
            frame.RowIndex, Index<'C>(positions |> Array.map (fun i -> frame.ColumnIndex.Keys[i])),
            positions |> Array.map (fun i -> frame.Data[i]))

    /// These columns, in this order; a column that the frame lacks is all missing.
    [<CompiledName("SliceCols")>]
    let sliceCols (columns: seq<'C>) (frame: Frame<'R, 'C>) : Frame<'R, 'C> =
        let column key : Column =
            match frame.ColumnIndex.Locate key with
            | -1 -> Column<obj>(Array.create frame.RowCount OptionalValue.Missing)
            | at -> frame.Data[at]
        let keys = Array.ofSeq columns
        Frame(frame.RowIndex, Index<'C> keys, Array.map column keys)

    [<CompiledName("WhereColumns")>]
    let filterCols (f: 'C -> ObjectSeries<'R> -> bool) (frame: Frame<'R, 'C>) =
        let columns = frame.Columns
        frame |> pickColumns [| for i, key in Seq.indexed frame.ColumnKeys do if f key (columns.GetAt i) then i |]

    [<CompiledName("WhereColumnValues")>]
    let filterColValues (f: ObjectSeries<'R> -> bool) (frame: Frame<'R, 'C>) = filterCols (fun _ column -> f column) frame

    [<CompiledName("SortColumnsByKey")>]
    let sortColsByKey (frame: Frame<'R, 'C>) = frame |> pickColumns (frame.ColumnIndex.Order())

    [<CompiledName("SelectColumnKeys")>]
    let mapColKeys (f: 'C -> 'C2) (frame: Frame<'R, 'C>) : Frame<'R, 'C2> =
        Frame(frame.RowIndex, Index<'C2>(Array.map f frame.ColumnIndex.Keys), frame.Data)

    [<CompiledName("IndexColumnsWith")>]
    let indexColsWith (keys: seq<'C2>) (frame: Frame<'R, 'C1>) : Frame<'R, 'C2> =
        let keys = Array.ofSeq keys
        if keys.Length <> frame.ColumnCount then
            invalidArg "keys" "New keys do not match current column index length"
        Frame(frame.RowIndex, Index<'C2> keys, frame.Data)

    // ---- rows ----

    let private pickRows (positions: int[]) (frame: Frame<'R, 'C>) =
        frame |> FrameParts.take positions (positions |> Array.map (fun i -> frame.RowIndex.Keys[i]))

    [<CompiledName("WhereRows")>]
    let filterRows (f: 'R -> ObjectSeries<'C> -> bool) (frame: Frame<'R, 'C>) : Frame<'R, 'C> =
        let rows = frame.Rows
        frame |> pickRows [| for i in 0 .. frame.RowCount - 1 do if f (rows.GetKeyAt i) (rows.GetAt i) then i |]

    [<CompiledName("WhereRowValues")>]
    let filterRowValues (f: ObjectSeries<'C> -> bool) (frame: Frame<'R, 'C>) = filterRows (fun _ row -> f row) frame

    /// The rows whose value in the column is this one.
    [<CompiledName("WhereRowsBy")>]
    let filterRowsBy (column: 'C) (value: 'V) (frame: Frame<'R, 'C>) =
        let values = frame.GetColumn<'V>(column).Column.Values
        frame |> pickRows [| for i in 0 .. values.Length - 1 do if values[i].HasValue && values[i].Value = value then i |]

    [<CompiledName("SliceRows")>]
    let sliceRows (rows: seq<'R>) (frame: Frame<'R, 'C>) : Frame<'R, 'C> =
        let keys = Array.ofSeq rows
        frame |> FrameParts.take (keys |> Array.map frame.RowIndex.Locate) keys

    let private range name first last count (frame: Frame<'R, 'C>) =
        if count < 0 || count > frame.RowCount then
            invalidArg "count" $"Frame.{name}: the count is {count}; it must be from 0 to {frame.RowCount}."
        frame |> pickRows [| first .. last |]

    [<CompiledName("Take")>]
    let take count (frame: Frame<'R, 'C>) = range "take" 0 (count - 1) count frame

    [<CompiledName("TakeLast")>]
    let takeLast count (frame: Frame<'R, 'C>) = range "takeLast" (frame.RowCount - count) (frame.RowCount - 1) count frame

    [<CompiledName("Skip")>]
    let skip count (frame: Frame<'R, 'C>) = range "skip" count (frame.RowCount - 1) count frame

    /// The rows that have a value in every column.
    [<CompiledName("DropSparseRows")>]
    let dropSparseRows (frame: Frame<'R, 'C>) =
        filterRowValues (fun row -> row.ValueCount = row.KeyCount) frame

    /// A value per row; a function that asks for a missing value gives a missing one.
    [<CompiledName("SelectRows")>]
    let mapRows (f: 'R -> ObjectSeries<'C> -> 'V) (frame: Frame<'R, 'C>) : Series<'R, 'V> = frame.Rows |> Series.map f

    [<CompiledName("SelectRowValues")>]
    let mapRowValues (f: ObjectSeries<'C> -> 'V) (frame: Frame<'R, 'C>) : Series<'R, 'V> = frame.Rows |> Series.mapValues f

    [<CompiledName("SelectRowKeys")>]
    let mapRowKeys (f: 'R1 -> 'R2) (frame: Frame<'R1, 'C>) : Frame<'R2, 'C> =
        Frame(Index<'R2>(Array.map f frame.RowIndex.Keys), frame.ColumnIndex, frame.Data)

    [<CompiledName("SortRowsByKey")>]
    let sortRowsByKey (frame: Frame<'R, 'C>) = frame |> pickRows (frame.RowIndex.Order())

    let private sortRowsAs (compare: 'V -> 'V -> int) (colKey: 'C) (frame: Frame<'R, 'C>) =
        let order = frame.GetColumn<'V> colKey |> Series.indexOrdinally |> Series.sortWith compare
        frame |> pickRows order.Index.Keys

    /// By the values of a column, missing ones first; equal ones stay in order.
    [<CompiledName("SortRows")>]
    let sortRows (colKey: 'C) (frame: Frame<'R, 'C>) = sortRowsAs (fun (a: IComparable) b -> a.CompareTo b) colKey frame

    [<CompiledName("SortRowBy")>]
    let sortRowsBy (colKey: 'C) (f: 'T -> 'V) (frame: Frame<'R, 'C>) =
        sortRowsAs (fun (a: 'T) b -> compare (f a) (f b)) colKey frame

    [<CompiledName("SortRowsWith")>]
    let sortRowsWith (colKey: 'C) (compareFunc: 'T -> 'T -> int) (frame: Frame<'R, 'C>) = sortRowsAs compareFunc colKey frame

    // ---- row keys ----

    [<CompiledName("IndexRowsWith")>]
    let indexRowsWith (keys: seq<'R2>) (frame: Frame<'R1, 'C>) : Frame<'R2, 'C> =
        let keys = Array.ofSeq keys
        if keys.Length <> frame.RowCount then
            invalidArg "keys" $"There are {keys.Length} new keys for {frame.RowCount} rows."
        Frame(Index<'R2> keys, frame.ColumnIndex, frame.Data)

    [<CompiledName("IndexRowsOrdinally")>]
    let indexRowsOrdinally (frame: Frame<'R, 'C>) : Frame<int, 'C> = indexRowsWith [ 0 .. frame.RowCount - 1 ] frame

    /// The column's values become the row keys and the column goes; rows without a value there go too.
    [<CompiledName("IndexRows")>]
    let indexRows (column: 'C) (frame: Frame<'R1, 'C>) : Frame<'R2, 'C> =
        let keys = frame.GetColumn<'R2>(column) |> Series.indexOrdinally |> Series.dropMissing
        frame |> dropCol column |> FrameParts.take keys.Index.Keys (Array.ofSeq keys.Values)

    [<CompiledName("IndexRowsByString")>]
    let indexRowsString (column: 'C) (frame: Frame<'R, 'C>) : Frame<string, 'C> = indexRows column frame

    [<CompiledName("IndexRowsByInt")>]
    let indexRowsInt (column: 'C) (frame: Frame<'R, 'C>) : Frame<int, 'C> = indexRows column frame

    [<CompiledName("IndexRowsUsing")>]
    let indexRowsUsing (f: ObjectSeries<'C> -> 'R2) (frame: Frame<'R1, 'C>) : Frame<'R2, 'C> =
        indexRowsWith (mapRowValues f frame |> Series.values) frame

    [<CompiledName("Transpose")>]
    let transpose (frame: Frame<'R, 'C>) : Frame<'C, 'R> = frame.Columns |> FrameParts.ofRows

    // ---- groups ----

    let private groupByLabels (labels: 'K opt[]) (frame: Frame<'R, 'C>) : Frame<'K * 'R, 'C> =
        if labels |> Array.exists (fun label -> not label.HasValue) then
            invalidOp "GroupRowsBy: the labels contain missing values and cannot be used for grouping; drop those rows first."
        let order = Array.init frame.RowCount id |> Array.groupBy (fun i -> labels[i].Value) |> Array.collect snd
        frame |> FrameParts.take order (order |> Array.map (fun i -> labels[i].Value, frame.RowIndex.Keys[i]))

    /// The rows in groups of equal values of the column, which come first in the keys. The column stays.
    [<CompiledName("GroupRowsBy")>]
    let groupRowsBy (column: 'C) (frame: Frame<'R, 'C>) : Frame<('K * 'R), 'C> =
        groupByLabels (frame.GetColumn<'K>(column).Column.Values) frame

    [<CompiledName("GroupRowsByString")>]
    let groupRowsByString (column: 'C) (frame: Frame<'R, 'C>) : Frame<string * 'R, 'C> = groupRowsBy column frame

    [<CompiledName("GroupRowsByInt")>]
    let groupRowsByInt (column: 'C) (frame: Frame<'R, 'C>) : Frame<int * 'R, 'C> = groupRowsBy column frame

    [<CompiledName("GroupRowsByBool")>]
    let groupRowsByBool (column: 'C) (frame: Frame<'R, 'C>) : Frame<bool * 'R, 'C> = groupRowsBy column frame

    [<CompiledName("GroupRowsUsing")>]
    let groupRowsUsing (selector: 'R -> ObjectSeries<'C> -> 'K) (frame: Frame<'R, 'C>) : Frame<('K * 'R), 'C> =
        groupByLabels (mapRows selector frame).Column.Values frame

    [<CompiledName("GroupRowsByIndex")>]
    let groupRowsByIndex (keySelector: 'R -> 'K) (frame: Frame<'R, 'C>) : Frame<('K * 'R), 'C> =
        groupByLabels (frame.RowIndex.Keys |> Array.map (keySelector >> OptionalValue)) frame

    /// A frame for every first part of the row keys.
    [<CompiledName("Nest")>]
    let nest (frame: Frame<'R1 * 'R2, 'C>) : Series<'R1, Frame<'R2, 'C>> =
        Array.init frame.RowCount id
        |> Array.groupBy (fun i -> fst frame.RowIndex.Keys[i])
        |> Array.map (fun (key, positions) ->
            key, FrameParts.take positions (positions |> Array.map (fun i -> snd frame.RowIndex.Keys[i])) frame)
        |> Series.ofObservations

    /// One row per combination of the group columns, which keep their columns, with a value for each other column.
    [<CompiledName("AggregateRowsBy")>]
    let aggregateRowsBy (groupBy: seq<'C>) (aggBy: seq<'C>) (aggFunc: Series<'R, 'V1> -> 'V2) (frame: Frame<'R, 'C>) : Frame<int, 'C> =
        let wanted = System.Collections.Generic.HashSet<'C> groupBy
        let keys = frame.ColumnIndex.Keys |> Array.filter wanted.Contains
        if keys.Length = 0 then invalidOp "GroupBy columns do not exist in the data frame"
        let labels = [| for key in keys -> frame.Data[frame.ColumnIndex.Locate key] |]
        let groups =
            Array.init frame.RowCount id
            |> Array.groupBy (fun i -> [ for label in labels -> (label.Object i).ValueOrDefault ])
            |> Array.map snd
        let first = groups |> Array.map Array.head
        let aggregate column =
            let values = frame.GetColumn<'V1> column
            column, Column.ofObjects (groups |> Array.map (fun rows -> Values.ofValue (box (aggFunc (values.At rows)))))
        let added = [| for column in aggBy -> aggregate column |]
        Frame(
            Index<int>(Array.init groups.Length id), Index<'C>(Array.append keys (Array.map fst added)),
            Array.append (labels |> Array.map (fun label -> label.Take first)) (Array.map snd added))

    /// A cell for every pair of a row and a column group, in order of appearance; missing where no row is in both.
    [<CompiledName("PivotTable")>]
    let pivotTable (rowGrp: 'R -> ObjectSeries<'C> -> 'RNew) (colGrp: 'R -> ObjectSeries<'C> -> 'CNew) (op: Frame<'R, 'C> -> 'T)
        (frame: Frame<'R, 'C>) : Frame<'RNew, 'CNew> =
        frame.Rows
        |> Series.groupInto colGrp (fun _ rows ->
            rows |> Series.groupInto rowGrp (fun _ cell -> op (FrameParts.ofRows cell)))
        |> FrameParts.ofColumns

    /// A value per column and group of row keys that have a level in common, for the columns of that type.
    [<CompiledName("ApplyLevel")>]
    let applyLevel (levelSel: 'R -> 'K) (op: Series<'R, 'T> -> 'T) (frame: Frame<'R, 'C>) : Frame<'K, 'C> =
        frame.GetColumns<'T>()
        |> Series.mapValues (Series.applyLevel levelSel op)
        |> FrameParts.ofColumns

    [<CompiledName("ReduceLevel")>]
    let reduceLevel (levelSel: 'R -> 'K) (op: 'T -> 'T -> 'T) (frame: Frame<'R, 'C>) : Frame<'K, 'C> =
        applyLevel levelSel (Series.reduceValues op) frame

    // ---- two frames ----

    [<CompiledName("Join")>]
    let join (kind: JoinKind) (frame1: Frame<'R, 'C>) (frame2: Frame<'R, 'C>) = frame1.Join(frame2, kind)

    [<CompiledName("MergeAll")>]
    let mergeAll (frames: seq<Frame<'R, 'C>>) : Frame<'R, 'C> =
        match List.ofSeq frames with
        | [] -> Frame([], [])
        | first :: others -> first.Merge(Array.ofList others)

    [<CompiledName("Merge")>]
    let merge (frame1: Frame<'R, 'C>) (frame2: Frame<'R, 'C>) = mergeAll [ frame1; frame2 ]

    /// Frames under the keys of the series, which become the first part of the row keys.
    [<CompiledName("Unnest")>]
    let unnest (series: Series<'R1, Frame<'R2, 'C>>) : Frame<'R1 * 'R2, 'C> =
        series
        |> Series.map (fun key frame -> frame |> mapRowKeys (fun inner -> key, inner))
        |> Series.values
        |> mergeAll
