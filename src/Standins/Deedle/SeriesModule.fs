namespace Deedle

open System

/// Functions on series. Functions of values see only the values that are there.
module Series =

    // ---- access ----

    [<CompiledName("GetObservations")>]
    let observations (series: Series<'K, 'T>) : seq<'K * 'T> =
        series.Observations |> Seq.map (fun pair -> pair.Key, pair.Value)

    [<CompiledName("GetAllObservations")>]
    let observationsAll (series: Series<'K, 'T>) : seq<'K * option<'T>> =
        Seq.zip series.Keys (series.Column.Values |> Seq.map OptionalValue.asOption)

    [<CompiledName("GetKeys")>]
    let keys (series: Series<'K, 'T>) : seq<'K> = series.Keys

    [<CompiledName("GetValues")>]
    let values (series: Series<'K, 'T>) : seq<'T> = series.Values

    [<CompiledName("GetAllValues")>]
    let valuesAll (series: Series<'K, 'T>) : seq<option<'T>> = series.Column.Values |> Seq.map OptionalValue.asOption

    [<CompiledName("Get")>]
    let get key (series: Series<'K, 'T>) : 'T = series.Get key

    [<CompiledName("GetAt")>]
    let getAt index (series: Series<'K, 'T>) : 'T = series.GetAt index

    [<CompiledName("GetObservations")>]
    let getAll keys (series: Series<'K, 'T>) : Series<'K, 'T> = series.GetItems keys

    [<CompiledName("TryGet")>]
    let tryGet key (series: Series<'K, 'T>) : option<'T> = series.TryGet key |> OptionalValue.asOption

    [<CompiledName("TryGetAt")>]
    let tryGetAt index (series: Series<'K, 'T>) : option<'T> = series.TryGetAt index |> OptionalValue.asOption

    [<CompiledName("Has")>]
    let has key (series: Series<'K, 'T>) = series.TryGet(key).HasValue

    [<CompiledName("CountKeys")>]
    let countKeys (series: Series<'K, 'T>) = series.KeyCount

    [<CompiledName("CountValues")>]
    let countValues (series: Series<'K, 'T>) = series.ValueCount

    [<CompiledName("GetFirstKey")>]
    let firstKey (series: Series<'K, 'V>) = series.GetKeyAt 0

    [<CompiledName("GetLastKey")>]
    let lastKey (series: Series<'K, 'V>) = series.GetKeyAt(series.KeyCount - 1)

    [<CompiledName("GetFirstValue")>]
    let firstValue (series: Series<'K, 'V>) = series.GetAt 0

    [<CompiledName("GetLastValue")>]
    let lastValue (series: Series<'K, 'V>) = series.GetAt(series.KeyCount - 1)

    // ---- transformation ----

    let private where test (series: Series<'K, 'T>) : Series<'K, 'T> =
        let all = series.Column.Values
        series.At [| for i in 0 .. all.Length - 1 do if test (series.GetKeyAt i) all[i] then i |]

    [<CompiledName("Filter")>]
    let filter (f: 'K -> 'T -> bool) (series: Series<'K, 'T>) =
        where (fun key (value: 'T opt) -> value.HasValue && f key value.Value) series

    [<CompiledName("FilterValues")>]
    let filterValues (f: 'T -> bool) (series: Series<'K, 'T>) = filter (fun _ value -> f value) series

    [<CompiledName("FilterAll")>]
    let filterAll (f: 'K -> option<'T> -> bool) (series: Series<'K, 'T>) =
        where (fun key value -> f key (OptionalValue.asOption value)) series

    [<CompiledName("DropMissing")>]
    let dropMissing (series: Series<'K, 'T>) = filter (fun _ _ -> true) series

    [<CompiledName("Map")>]
    let map (f: 'K -> 'T -> 'R) (series: Series<'K, 'T>) : Series<'K, 'R> =
        series.Select(fun key value -> Values.ofValue (f key value))

    [<CompiledName("MapValues")>]
    let mapValues (f: 'T -> 'R) (series: Series<'K, 'T>) : Series<'K, 'R> = map (fun _ value -> f value) series

    [<CompiledName("MapAll")>]
    let mapAll (f: 'K -> option<'T> -> option<'R>) (series: Series<'K, 'T>) : Series<'K, 'R> =
        let value i present = f (series.GetKeyAt i) (OptionalValue.asOption present) |> OptionalValue.ofOption
        Series(series.Index, Column<'R>(series.Column.Values |> Array.mapi value))

    [<CompiledName("MapKeys")>]
    let mapKeys (f: 'K -> 'R) (series: Series<'K, 'T>) : Series<'R, 'T> =
        Series(Index<'R>(series.Index.Keys |> Array.map f), series.Column)

    [<CompiledName("Flatten")>]
    let flatten (series: Series<'K, 'T option>) : Series<'K, 'T> = mapAll (fun _ value -> Option.flatten value) series

    [<CompiledName("IndexWith")>]
    let indexWith (keys: seq<'K2>) (series: Series<'K1, 'T>) : Series<'K2, 'T> =
        Series(Index<'K2>(Array.ofSeq keys), series.Column)

    [<CompiledName("IndexOrdinally")>]
    let indexOrdinally (series: Series<'K, 'T>) : Series<int, 'T> = indexWith [ 0 .. series.KeyCount - 1 ] series

    [<CompiledName("Realign")>]
    let realign (keys: seq<'K>) (series: Series<'K, 'T>) : Series<'K, 'T> = series.GetItems keys

    let private range name first last count (series: Series<'K, 'T>) =
        if count < 0 || count > series.KeyCount then
            invalidArg "count" $"Series.{name}: the count is {count}; it must be from 0 to {series.KeyCount}."
        series.At [| first .. last |]

    [<CompiledName("Take")>]
    let take count (series: Series<'K, 'T>) = range "take" 0 (count - 1) count series

    [<CompiledName("TakeLast")>]
    let takeLast count (series: Series<'K, 'T>) = range "takeLast" (series.KeyCount - count) (series.KeyCount - 1) count series

    [<CompiledName("Skip")>]
    let skip count (series: Series<'K, 'T>) = range "skip" count (series.KeyCount - 1) count series

    [<CompiledName("Reverse")>]
    let rev (series: Series<'K, 'T>) = series.At(Array.rev [| 0 .. series.KeyCount - 1 |])

    // ---- sorting: missing values first, equal ones in their present order ----

    [<CompiledName("SortWith")>]
    let sortWith (comparer: 'V -> 'V -> int) (series: Series<'K, 'V>) =
        let all = series.Column.Values
        let compare i j =
            match all[i].HasValue, all[j].HasValue with
            | true, true -> comparer all[i].Value all[j].Value
            | a, b -> compare a b
        series.At([ 0 .. all.Length - 1 ] |> List.sortWith compare |> Array.ofList)

    [<CompiledName("Sort")>]
    let sort (series: Series<'K, 'V>) = sortWith compare series

    [<CompiledName("SortBy")>]
    let sortBy (proj: 'T -> 'V) (series: Series<'K, 'T>) = sortWith (fun a b -> compare (proj a) (proj b)) series

    [<CompiledName("SortByKey")>]
    let sortByKey (series: Series<'K, 'T>) = series.At(series.Index.Order())

    // ---- missing values ----

    [<CompiledName("FillMissingWith")>]
    let fillMissingWith value (series: Series<'K, 'T>) =
        match box value with
        | :? 'T as value -> mapAll (fun _ present -> Some(defaultArg present value)) series
        | _ -> invalidOp "Type mismatch - cannot fill values of the vector!"

    [<CompiledName("FillMissingUsing")>]
    let fillMissingUsing (f: 'K -> 'T) (series: Series<'K, 'T>) =
        mapAll (fun key present -> Some(Option.defaultWith (fun () -> f key) present)) series

    // ---- aggregation ----

    [<CompiledName("ReduceValues")>]
    let reduceValues (op: 'T -> 'T -> 'T) (series: Series<'K, 'T>) : 'T = Seq.reduce op series.Values

    [<CompiledName("FoldValues")>]
    let foldValues (op: 'S -> 'T -> 'S) (init: 'S) (series: Series<'K, 'T>) : 'S = Seq.fold op init series.Values

    let groupInto (keySelector: 'K -> 'T -> 'TNewKey) (f: 'TNewKey -> Series<'K, 'T> -> 'TNewValue) (series: Series<'K, 'T>)
        : Series<'TNewKey, 'TNewValue> =
        series.GroupBy(fun pair -> keySelector pair.Key pair.Value) |> map f

    let groupBy (keySelector: 'K -> 'T -> 'TNewKey) (series: Series<'K, 'T>) = groupInto keySelector (fun _ group -> group) series

    /// A value for every group of keys that have a level in common.
    [<CompiledName("ApplyLevel")>]
    let applyLevel (level: 'K1 -> 'K2) (op: Series<'K1, 'V> -> 'R) (series: Series<'K1, 'V>) : Series<'K2, 'R> =
        series.GroupBy(fun pair -> level pair.Key) |> mapValues op

    [<CompiledName("ReduceLevel")>]
    let reduceLevel (level: 'K1 -> 'K2) (op: 'T -> 'T -> 'T) (series: Series<'K1, 'T>) : Series<'K2, 'T> =
        applyLevel level (reduceValues op) series

    // ---- two series ----

    /// Values of both, for keys that both have a value for.
    [<CompiledName("ZipInto")>]
    let zipInto (op: 'V1 -> 'V2 -> 'R) (series1: Series<'K, 'V1>) (series2: Series<'K, 'V2>) : Series<'K, 'R> =
        let keys = (Index.join JoinKind.Inner series1.Index series2.Index).Keys
        series1.GetItems keys
        |> mapAll (fun key value -> Option.map2 op value (tryGet key series2))

    [<CompiledName("ZipInner")>]
    let zipInner (series1: Series<'K, 'V1>) (series2: Series<'K, 'V2>) : Series<'K, 'V1 * 'V2> =
        zipInto (fun a b -> a, b) series1 series2 |> dropMissing

[<AutoOpen>]
module ``F# Series extensions`` =

    type Series =

        static member ofObservations(observations: seq<'K * 'V>) : Series<'K, 'V> =
            let observations = Array.ofSeq observations
            Series(Array.map fst observations, Array.map snd observations)

        /// Keys from 0.
        static member ofValues(values: seq<'V>) : Series<int, 'V> =
            let values = Array.ofSeq values
            Series(Array.init values.Length id, values)

        static member ofOptionalObservations(observations: seq<'K * option<'V>>) : Series<'K, 'V> =
            let observations = Array.ofSeq observations
            Series(Array.map fst observations, Array.map snd observations) |> Series.mapAll (fun _ value -> Option.flatten value)

        static member ofNullables(values: seq<Nullable<'V>>) : Series<int, 'V> =
            Series.ofOptionalObservations (values |> Seq.mapi (fun i value -> i, Option.ofNullable value))

    let series observations = Series.ofObservations observations
