namespace Deedle

open System
open System.Collections.Generic

/// Columns of different types over the same row keys. Adding, dropping and replacing columns by member change the
/// frame; the functions of the Frame module leave it as it is.
type Frame<'TRowKey, 'TColumnKey when 'TRowKey: equality and 'TColumnKey: equality>
    internal (rowIndex: Index<'TRowKey>, columnIndex: Index<'TColumnKey>, columns: Column[]) =

    let mutable rowIndex = rowIndex
    let mutable columnIndex = columnIndex
    let mutable columns = columns

    let locate (column: 'TColumnKey) =
        match columnIndex.Locate column with
        | -1 -> invalidArg "column" $"Column with a key '{column}' does not exist in the data frame"
        | i -> i

    new(names: seq<'TColumnKey>, columns: seq<ISeries<'TRowKey>>) =
        let parts = [ for series in columns -> series :?> ISeriesParts<'TRowKey> ]
        let names = Index<'TColumnKey>(Array.ofSeq names)
        let rows = if parts.IsEmpty then Index<'TRowKey> [||] else Index.union [ for part in parts -> part.Index ]
        let columns = [| for part in parts -> part.Column.Take(Index.positions part.Index rows) |]
        Frame(rows, names, columns)

    member internal _.RowIndex = rowIndex
    member internal _.ColumnIndex = columnIndex
    member internal _.Data = columns

    member _.RowCount = rowIndex.Count
    member _.ColumnCount = columnIndex.Count
    member _.IsEmpty = rowIndex.Count = 0
    member _.RowKeys: seq<'TRowKey> = rowIndex.Keys
    member _.ColumnKeys: seq<'TColumnKey> = columnIndex.Keys
    member _.ColumnTypes: seq<Type> = columns |> Seq.map (fun column -> column.ElementType)

    // ---- rows and columns ----

    member _.Columns: ColumnSeries<'TRowKey, 'TColumnKey> =
        let boxed (column: Column) = ObjectSeries(rowIndex, Column<obj>(Array.init rowIndex.Count column.Object))
        ColumnSeries(columnIndex, Column<_>(columns |> Array.map (boxed >> OptionalValue)))

    member _.Rows: RowSeries<'TRowKey, 'TColumnKey> =
        let row i = ObjectSeries(columnIndex, Column<obj>(columns |> Array.map (fun column -> column.Object i)))
        RowSeries(rowIndex, Column<_>(Array.init rowIndex.Count (row >> OptionalValue)))

    /// The column with its values converted to that type.
    member _.GetColumn<'R>(column: 'TColumnKey) : Series<'TRowKey, 'R> =
        Series<'TRowKey, 'R>(rowIndex, columns[locate column].Convert<'R> ConversionKind.Flexible)

    member _.GetColumnAt<'R>(index: int) : Series<'TRowKey, 'R> =
        Series<'TRowKey, 'R>(rowIndex, columns[index].Convert<'R> ConversionKind.Flexible)

    /// The columns whose values convert to that type without loss.
    member _.GetColumns<'R>() : Series<'TColumnKey, Series<'TRowKey, 'R>> =
        let typed =
            [ for key, column in Seq.zip columnIndex.Keys columns do
                  match column.TryConvert<'R> ConversionKind.Safe with
                  | Some values -> key, Series<'TRowKey, 'R>(rowIndex, values)
                  | None -> () ]
        Series.ofObservations typed

    member _.GetRow<'T>(rowKey: 'TRowKey) : Series<'TColumnKey, 'T> =
        match rowIndex.Locate rowKey with
        | -1 -> raise (KeyNotFoundException $"The key {rowKey} is not present in the index")
        | i -> ObjectSeries(columnIndex, Column<obj>(columns |> Array.map (fun column -> column.Object i))).As<'T>()

    member this.Item
        with get (column: 'TColumnKey): Series<'TRowKey, float> = this.GetColumn<float> column
        and set (column: 'TColumnKey) (series: Series<'TRowKey, float>) = this.ReplaceColumn(column, series)

    member this.Item with get (column: 'TColumnKey, row: 'TRowKey): obj = this.Columns.Get(column).Get row

    static member (?)(frame: Frame<'R, 'C>, column: 'C) : Series<'R, float> = frame.GetColumn<float> column

    static member (?<-)(frame: Frame<'R, 'C>, column: 'C, series: Series<'R, 'V>) : unit = frame.ReplaceColumn(column, series)

    // ---- changes in place ----

    /// Adds a column; rows that the series has no key for get a missing value, keys that the frame lacks are left out.
    member _.AddColumn(column: 'TColumnKey, series: ISeries<'TRowKey>) : unit =
        if columnIndex.Locate column >= 0 then
            invalidOp $"The data frame has a column '{column}' already."
        let parts = series :?> ISeriesParts<'TRowKey>
        if columnIndex.Count = 0 && rowIndex.Count = 0 then rowIndex <- parts.Index
        columns <- Array.append columns [| parts.Column.Take(Index.positions parts.Index rowIndex) |]
        columnIndex <- Index<'TColumnKey>(Array.append columnIndex.Keys [| column |])

    member _.DropColumn(column: 'TColumnKey) : unit =
        let at = locate column
        columns <- Array.removeAt at columns
        columnIndex <- Index<'TColumnKey>(Array.removeAt at columnIndex.Keys)

    /// Takes the column away, if there is one, and adds the new one at the end.
    member this.ReplaceColumn(column: 'TColumnKey, series: ISeries<'TRowKey>) : unit =
        if columnIndex.Locate column >= 0 then this.DropColumn column
        this.AddColumn(column, series)

    member _.RenameColumns(columnKeys: seq<'TColumnKey>) : unit =
        let keys = Array.ofSeq columnKeys
        if keys.Length <> columnIndex.Count then
            invalidArg "columnKeys" "The number of new column keys does not match with the number of columns"
        columnIndex <- Index<'TColumnKey> keys

    member _.RenameColumn(oldKey: 'TColumnKey, newKey: 'TColumnKey) : unit =
        columnIndex <- Index<'TColumnKey>(columnIndex.Keys |> Array.map (fun key -> if key = oldKey then newKey else key))

    member _.Clone() : Frame<'TRowKey, 'TColumnKey> = Frame(rowIndex, columnIndex, columns)

    // ---- two frames ----

    /// The columns of both side by side; no column may be in both.
    member _.Join(otherFrame: Frame<'TRowKey, 'TColumnKey>, kind: JoinKind) : Frame<'TRowKey, 'TColumnKey> =
        for key in otherFrame.ColumnKeys do
            if columnIndex.Locate key >= 0 then
                invalidOp $"Both data frames have a column '{key}'; drop or rename one before joining."
        let rows = Index.join kind rowIndex otherFrame.RowIndex
        let align (index: Index<'TRowKey>) (data: Column[]) =
            let positions = Index.positions index rows
            data |> Array.map (fun column -> column.Take positions)
        Frame(
            rows, Index<'TColumnKey>(Array.append columnIndex.Keys otherFrame.ColumnIndex.Keys),
            Array.append (align rowIndex columns) (align otherFrame.RowIndex otherFrame.Data))

    member this.Join(otherFrame: Frame<'TRowKey, 'TColumnKey>) = this.Join(otherFrame, JoinKind.Outer)

    /// The rows and columns of all; no cell may have a value in two of them.
    member this.Merge([<ParamArray>] otherFrames: Frame<'TRowKey, 'TColumnKey>[]) : Frame<'TRowKey, 'TColumnKey> =
        let frames = List.ofArray (Array.append [| this |] otherFrames)
        let rows = Index.union [ for frame in frames -> frame.RowIndex ]
        let names = frames |> Seq.collect (fun frame -> frame.ColumnKeys) |> Seq.distinct |> Array.ofSeq
        let column name =
            let sources =
                [| for frame in frames do
                       match frame.ColumnIndex.Locate name with
                       | -1 -> ()
                       | at -> frame.Data[at].Take(Index.positions frame.RowIndex rows) |]
            let cell row =
                match [ for source in sources do if (source.Object row).HasValue then source.Object row ] with
                | [] -> OptionalValue.Missing
                | [ one ] -> one
                | _ -> invalidOp $"Combining vectors failed: row '{rows.Keys[row]}' has a value in column '{name}' of two frames."
            let values = Array.init rows.Count cell
            let kinds = sources |> Array.map (fun source -> source.ElementType) |> Array.distinct
            if kinds.Length = 1 then Column.ofType kinds[0] values else Column.ofObjects values
        Frame(rows, Index<'TColumnKey> names, Array.map column names)

    // ---- text ----

    /// The frame in lines, with the columns' types in a line of their own when wanted; the middle of a long frame
    /// is left out.
    member _.Format(printTypes: bool) : string =
        let rowKeys = Format.keys rowIndex.IsOrdered rowIndex.Keys |> Array.ofList
        let levels = if rowKeys.Length = 0 then 1 else rowKeys[0].Length
        let shown = Format.shown Format.half Format.half columnIndex.Count
        let across cell = [ for i in shown -> if i < 0 then "..." else cell i ]
        let blank = List.replicate (levels + 1) ""
        let headers = Format.keys false columnIndex.Keys |> Array.ofList
        let nameOf (kind: Type) =
            if kind = typeof<obj> then "obj" elif kind = typeof<float> then "float" elif kind = typeof<int> then "int"
            elif kind = typeof<string> then "string" else kind.Name
        let header level = blank @ across (fun i -> headers[i][level])
        let types = blank @ across (fun i -> "(" + nameOf columns[i].ElementType + ")")
        let line row =
            if row < 0 then List.replicate levels ":" @ "" :: across (fun _ -> "...")
            else rowKeys[row] @ "->" :: across (fun i -> (columns[i].Object row).ToString())
        Format.table (
            List.init (if headers.Length = 0 then 1 else headers[0].Length) header
            @ (if printTypes then [ types ] else [])
            @ List.map line (Format.shown Format.half Format.half rowIndex.Count))

    member this.Format() : string = this.Format false

    override this.ToString() = this.Format()

    override _.Equals other =
        match other with
        | :? Frame<'TRowKey, 'TColumnKey> as that ->
            let cells (data: Column[]) = [ for column in data -> [ for i in 0 .. column.Length - 1 -> column.Object i ] ]
            rowIndex.Keys = that.RowIndex.Keys
            && columnIndex.Keys = that.ColumnIndex.Keys
            && cells columns = cells that.Data
        | _ -> false

    override _.GetHashCode() = hash (rowIndex.Keys, columnIndex.Keys)

/// The rows of a frame; several of them at once are a frame again.
and RowSeries<'TRowKey, 'TColumnKey when 'TRowKey: equality and 'TColumnKey: equality>
    internal (index: Index<'TRowKey>, rows: Column<ObjectSeries<'TColumnKey>>) =
    inherit Series<'TRowKey, ObjectSeries<'TColumnKey>>(index, rows)

    member this.Item
        with get (items: seq<'TRowKey>): Frame<'TRowKey, 'TColumnKey> = FrameParts.ofRows (this.GetItems items)

/// The columns of a frame; several of them at once are a frame again.
and ColumnSeries<'TRowKey, 'TColumnKey when 'TRowKey: equality and 'TColumnKey: equality>
    internal (index: Index<'TColumnKey>, columns: Column<ObjectSeries<'TRowKey>>) =
    inherit Series<'TColumnKey, ObjectSeries<'TRowKey>>(index, columns)

    member this.Item
        with get (items: seq<'TColumnKey>): Frame<'TRowKey, 'TColumnKey> = FrameParts.ofColumns (this.GetItems items)

and [<AbstractClass; Sealed>] internal FrameParts =

    /// Untyped values take the type of the first of them.
    static member typed(column: Column) =
        if column.ElementType = typeof<obj> then Column.ofObjects (Array.init column.Length column.Object) else column

    static member ofColumns<'R, 'C, 'S when 'R: equality and 'C: equality and 'S :> ISeries<'R>>(nested: Series<'C, 'S>) : Frame<'R, 'C> =
        let parts = [| for value in nested.Column.Values -> box value.ValueOrDefault :?> ISeriesParts<'R> |]
        let present = [ for part in parts do if not (isNull (box part)) then part.Index ]
        let rows = if present.IsEmpty then Index<'R> [||] else Index.union present
        let column (part: ISeriesParts<'R>) : Column =
            if isNull (box part) then Column<obj>(Array.create rows.Count OptionalValue.Missing)
            else FrameParts.typed (part.Column.Take(Index.positions part.Index rows))
        Frame(rows, nested.Index, parts |> Array.map column)

    static member ofRowsAndKeys<'R, 'C, 'S when 'R: equality and 'C: equality and 'S :> ISeries<'C>>
        (names: Index<'C>, nested: Series<'R, 'S>)
        : Frame<'R, 'C> =
        let rows = nested.Column.Values
        let cell name (row: OptionalValue<'S>) =
            if row.HasValue then (row.Value :> ISeries<'C>).TryGetObject name else OptionalValue.Missing
        Frame(nested.Index, names, names.Keys |> Array.map (fun name -> Column.ofObjects (Array.map (cell name) rows)))

    /// Columns are those of any row, in order of appearance.
    static member ofRows<'R, 'C, 'S when 'R: equality and 'C: equality and 'S :> ISeries<'C>>(nested: Series<'R, 'S>) : Frame<'R, 'C> =
        let keys (row: ISeries<'C>) = (row :?> ISeriesParts<'C>).Index.Keys
        let names = nested.Values |> Seq.collect (fun row -> keys row) |> Seq.distinct |> Array.ofSeq
        FrameParts.ofRowsAndKeys (Index<'C> names, nested)

    static member take<'R, 'R2, 'C when 'R: equality and 'R2: equality and 'C: equality>
        (positions: int[])
        (keys: 'R2[])
        (frame: Frame<'R, 'C>)
        : Frame<'R2, 'C> =
        Frame(Index<'R2> keys, frame.ColumnIndex, frame.Data |> Array.map (fun column -> column.Take positions))
