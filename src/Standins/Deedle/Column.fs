namespace Deedle

/// The values of a column or series, without their type.
[<AbstractClass>]
type internal Column() =
    abstract Length: int
    abstract ElementType: System.Type
    abstract Object: int -> OptionalValue<obj>

    /// The values at these positions; a negative position gives a missing value.
    abstract Take: positions: int[] -> Column

    /// As a column of another type, with every value converted.
    abstract Convert<'T> : kind: ConversionKind -> Column<'T>

    /// The same, or nothing when the first value or any other does not convert.
    member column.TryConvert<'T>(kind: ConversionKind) : Column<'T> option =
        let first = Seq.init column.Length column.Object |> Seq.tryFind (fun value -> value.HasValue)
        match first with
        | Some value when not (Values.canConvert<'T> kind value.Value) -> None
        | _ ->
            try Some(column.Convert<'T> kind)
            with :? System.InvalidCastException | :? System.FormatException -> None

and internal Column<'T>(values: OptionalValue<'T>[]) =
    inherit Column()

    static member OfValues(values: seq<'T>) = Column<'T>(values |> Seq.map Values.ofValue |> Array.ofSeq)

    member _.Values = values

    override _.Length = values.Length
    override _.ElementType = typeof<'T>
    override _.Object i = values[i] |> OptionalValue.map box

    override _.Take positions =
        Column<'T>(positions |> Array.map (fun i -> if i < 0 then OptionalValue.Missing else values[i]))

    override this.Convert<'R> kind =
        match box this with
        | :? Column<'R> as same -> same
        | _ -> Column<'R>(values |> Array.map (OptionalValue.map (fun value -> Values.convert<'R> kind (box value))))

module internal Column =

    /// Values as a column of that type where columns of the type are common, otherwise as objects.
    let ofType (kind: System.Type) (values: OptionalValue<obj>[]) : Column =
        let typed (_: 'T) : Column =
            Column<'T>(values |> Array.map (OptionalValue.map (Values.convert<'T> ConversionKind.Flexible)))
        if kind = typeof<float> then typed 0.
        elif kind = typeof<int> then typed 0
        elif kind = typeof<string> then typed ""
        elif kind = typeof<bool> then typed false
        elif kind = typeof<int64> then typed 0L
        elif kind = typeof<decimal> then typed 0m
        elif kind = typeof<float32> then typed 0f
        elif kind = typeof<System.DateTime> then typed System.DateTime.MinValue
        else Column<obj> values

    /// Values of unknown type as a column of the first value's type, or of objects when not all convert to that.
    let ofObjects (values: OptionalValue<obj>[]) : Column =
        match values |> Array.tryFind (fun value -> value.HasValue) with
        | None -> Column<obj> values
        | Some first ->
            try ofType (first.Value.GetType()) values
            with :? System.InvalidCastException | :? System.FormatException -> Column<obj> values
