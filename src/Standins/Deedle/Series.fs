namespace Deedle

open System
open System.Collections.Generic

/// A series whatever its values' type.
type ISeries<'K when 'K: equality> =
    abstract TryGetObject: 'K -> OptionalValue<obj>

/// What frames are built from.
type internal ISeriesParts<'K when 'K: equality> =
    abstract Index: Index<'K>
    abstract Column: Column

/// Values under keys, in the order of the keys. A value can be missing: null and NaN are.
type Series<'K, 'V when 'K: equality> internal (index: Index<'K>, column: Column<'V>) =

    let keys = index.Keys

    do
        if index.Count <> column.Length then
            invalidArg "values" $"A series has {index.Count} keys and {column.Length} values; the counts must agree."

    new(keys: seq<'K>, values: seq<'V>) = Series(Index<'K>(Array.ofSeq keys), Column<'V>.OfValues values)

    new(keys: 'K[], values: 'V[]) = Series(Index<'K> keys, Column<'V>.OfValues values)

    new(pairs: seq<KeyValuePair<'K, 'V>>) =
        let pairs = Array.ofSeq pairs
        Series(pairs |> Array.map (fun pair -> pair.Key), pairs |> Array.map (fun pair -> pair.Value))

    member internal _.Index = index
    member internal _.Column = column

    member _.Keys: seq<'K> = index.Keys

    /// The values that are there.
    member _.Values: seq<'V> =
        column.Values |> Seq.filter (fun value -> value.HasValue) |> Seq.map (fun value -> value.Value)

    /// Keys with values, without those whose value is missing.
    member _.Observations: seq<KeyValuePair<'K, 'V>> =
        Seq.zip index.Keys column.Values
        |> Seq.filter (fun (_, value) -> value.HasValue)
        |> Seq.map (fun (key, value) -> KeyValuePair(key, value.Value))

    member _.KeyCount = index.Count
    member this.ValueCount = Seq.length this.Values
    member _.IsEmpty = index.Count = 0
    member _.IsOrdered = index.IsOrdered

    /// The value under the key; missing when either is.
    member _.TryGet(key: 'K) : OptionalValue<'V> =
        match index.Locate key with
        | -1 -> OptionalValue.Missing
        | i -> column.Values[i]

    member _.Get(key: 'K) : 'V =
        match index.Locate key with
        | -1 -> raise (KeyNotFoundException $"The key {key} is not present in the index")
        | i when column.Values[i].HasValue -> column.Values[i].Value
        | _ -> raise (MissingValueException(key, $"Value at the key {key} is missing"))

    member _.GetAt(index: int) : 'V = column.Values[index].Value
    member _.TryGetAt(index: int) : OptionalValue<'V> = column.Values[index]
    member _.GetKeyAt(index: int) : 'K = keys[index]

    /// The values under these keys, in their order; missing where the series has no such key.
    member _.GetItems(keys: seq<'K>) : Series<'K, 'V> =
        let target = Index<'K>(Array.ofSeq keys)
        Series(target, column.Take(Index.positions index target) :?> Column<'V>)

    member this.Item with get (a: 'K) = this.Get a
    member this.Item with get (items: seq<'K>) = this.GetItems items

    static member (?)(series: Series<string, 'T>, name: string) : 'T = series.Get name

    member internal _.Select(f: 'K -> 'V -> OptionalValue<'R>) : Series<'K, 'R> =
        let value i (present: OptionalValue<'V>) =
            if not present.HasValue then
                OptionalValue.Missing
            else
                // A function that meets a missing value gives a missing value.
                try f index.Keys[i] present.Value
                with :? MissingValueException -> OptionalValue.Missing
        Series(index, Column<'R>(column.Values |> Array.mapi value))

    member internal _.At(positions: int[]) : Series<'K, 'V> =
        Series(Index<'K>(positions |> Array.map (fun i -> index.Keys[i])), column.Take positions :?> Column<'V>)

    /// Series per key that the function gives, keys in order of appearance. Missing values belong to no group.
    member this.GroupBy(keySelector: Func<KeyValuePair<'K, 'V>, 'TNewKey>) : Series<'TNewKey, Series<'K, 'V>> =
        let present = [| for i in 0 .. index.Count - 1 do if column.Values[i].HasValue then i |]
        let groups =
            present |> Array.groupBy (fun i -> keySelector.Invoke(KeyValuePair(index.Keys[i], column.Values[i].Value)))
        Series(groups |> Array.map fst, groups |> Array.map (fun (_, positions) -> this.At positions))

    /// Keys and values in lines; the middle of a long series is left out.
    member _.Format() : string =
        if index.Count = 0 then
            "(Empty)"
        else
            let keys = Format.keys index.IsOrdered index.Keys |> Array.ofList
            Format.table
                [ for i in Format.shown Format.half Format.half index.Count do
                      if i < 0 then "..." :: List.replicate (keys[0].Length - 1) "" @ [ "->"; "..." ]
                      else keys[i] @ [ "->"; column.Values[i].ToString() ] ]

    override _.ToString() =
        let items =
            Format.shown 5 1 index.Count
            |> List.map (fun i -> if i < 0 then " ... " else $"{index.Keys[i]} => {column.Values[i]}")
        "series [ " + String.Join("; ", items) + "]"

    override this.Equals other =
        match other with
        | :? Series<'K, 'V> as that -> index.Keys = that.Index.Keys && column.Values = that.Column.Values
        | _ -> false

    override _.GetHashCode() = hash index.Keys

    interface ISeries<'K> with
        member this.TryGetObject key = this.TryGet key |> OptionalValue.map box

    interface ISeriesParts<'K> with
        member _.Index = index
        member _.Column = column

/// A series of values of different types: a row, or a column whose type is not known.
type ObjectSeries<'K when 'K: equality> internal (index: Index<'K>, column: Column<obj>) =
    inherit Series<'K, obj>(index, column)

    new(series: Series<'K, obj>) = ObjectSeries(series.Index, series.Column)

    /// The value under the key, converted; throws when it is missing.
    member this.GetAs<'R>(column: 'K) : 'R = Values.convert<'R> ConversionKind.Flexible (this.Get column)

    /// The value under the key, converted, or the other value when it is missing.
    member this.GetAs<'R>(column: 'K, fallback: 'R) : 'R =
        match index.Locate column with
        | -1 -> raise (KeyNotFoundException $"The key {column} is not present in the index")
        | _ -> this.TryGetAs<'R> column |> OptionalValue.defaultArg fallback

    member this.TryGetAs<'R>(column: 'K) : OptionalValue<'R> =
        this.TryGet column |> OptionalValue.map (Values.convert<'R> ConversionKind.Flexible)

    /// The series with values of one type, each converted.
    member _.As<'R>() : Series<'K, 'R> = Series<'K, 'R>(index, column.Convert<'R> ConversionKind.Flexible)

    /// The series with values of one type where that loses nothing, otherwise missing.
    member _.TryAs<'R>() : OptionalValue<Series<'K, 'R>> =
        (column :> Column).TryConvert<'R> ConversionKind.Safe
        |> Option.map (fun typed -> Series<'K, 'R>(index, typed))
        |> OptionalValue.ofOption

    /// The values that convert to that type without loss.
    member this.GetValues<'R>() : seq<'R> =
        this.Values
        |> Seq.filter (Values.canConvert<'R> ConversionKind.Safe)
        |> Seq.map (Values.convert<'R> ConversionKind.Safe)

    static member (?)(series: ObjectSeries<string>, name: string) : float = series.GetAs<float>(name, nan)
