namespace Deedle

open System

/// How a value of one type may become a value of another.
type ConversionKind =
    /// Not at all.
    | Exact = 0
    /// Where nothing is lost: smaller to larger integers, integers to decimals and floats.
    | Safe = 1
    /// Wherever .NET can: texts to numbers, floats to integers, …
    | Flexible = 2

/// How the keys of two frames or series are matched.
type JoinKind =
    /// Keys of either.
    | Outer = 0
    /// Keys of both.
    | Inner = 1
    /// Keys of the left one.
    | Left = 2
    /// Keys of the right one.
    | Right = 3

/// A value was asked for that is missing, under a key that exists.
type MissingValueException(key: obj, message) =
    inherit Exception(message)
    member _.Key = key

/// A value that can be missing.
[<Struct; CustomEquality; NoComparison>]
type OptionalValue<'T> private (hasValue: bool, value: 'T) =

    new(value: 'T) = OptionalValue(true, value)

    member _.HasValue = hasValue

    member _.Value = if hasValue then value else invalidOp "OptionalValue.Value: the value is missing."

    /// The value, or its type's default when it is missing.
    member _.ValueOrDefault = value

    static member Missing = OptionalValue(false, Unchecked.defaultof<'T>)

    override _.ToString() =
        if not hasValue then "<missing>"
        elif isNull (box value) then "<null>"
        else value.ToString()

    override _.Equals other =
        match other with
        | :? OptionalValue<'T> as that ->
            hasValue = that.HasValue && (not hasValue || Object.Equals(box value, box that.ValueOrDefault))
        | _ -> false

    override _.GetHashCode() = if isNull (box value) then 0 else (box value).GetHashCode()

type 'T opt = OptionalValue<'T>

[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module OptionalValue =

    let inline asOption (value: 'T opt) = if value.HasValue then Some value.Value else None

    let inline ofOption (opt: option<'T>) : 'T opt =
        match opt with
        | Some value -> OptionalValue value
        | None -> OptionalValue.Missing

    [<CompiledName("Map")>]
    let inline map (f: 'T -> 'R) (input: OptionalValue<'T>) : OptionalValue<'R> =
        if input.HasValue then OptionalValue(f input.Value) else OptionalValue.Missing

    [<CompiledName("Bind")>]
    let inline bind (f: 'T -> OptionalValue<'R>) (input: OptionalValue<'T>) : OptionalValue<'R> =
        if input.HasValue then f input.Value else OptionalValue.Missing

    let inline defaultArg def (optional: 'T opt) = if optional.HasValue then optional.Value else def

/// Rules about values: what counts as missing, what converts into what.
module internal Values =

    /// Null, and NaN of either float type, stand for a missing value.
    let ofValue (value: 'T) : OptionalValue<'T> =
        match box value with
        | null -> OptionalValue.Missing
        | :? float as x when Double.IsNaN x -> OptionalValue.Missing
        | :? float32 as x when Single.IsNaN x -> OptionalValue.Missing
        | _ -> OptionalValue value

    let private ranks =
        [ [ typeof<uint8>; typeof<int16>; typeof<int>; typeof<int64>; typeof<decimal>; typeof<float32>; typeof<float> ]
          [ typeof<int8>; typeof<int16>; typeof<int>; typeof<int64>; typeof<decimal>; typeof<float32>; typeof<float> ]
          [ typeof<uint16>; typeof<int>; typeof<int64>; typeof<decimal>; typeof<float32>; typeof<float> ]
          [ typeof<uint32>; typeof<int64>; typeof<decimal>; typeof<float32>; typeof<float> ]
          [ typeof<uint64>; typeof<decimal>; typeof<float32>; typeof<float> ] ]

    /// Whether a type converts into a later one of the same chain.
    let private widens (source: Type) (target: Type) =
        ranks
        |> List.exists (fun chain ->
            match List.tryFindIndex ((=) source) chain, List.tryFindIndex ((=) target) chain with
            | Some i, Some j -> i < j
            | _ -> false)

    let canConvert<'T> (kind: ConversionKind) (value: obj) =
        value :? 'T
        || (value :? IConvertible
            && (kind = ConversionKind.Flexible || (kind = ConversionKind.Safe && widens (value.GetType()) typeof<'T>)))

    let convert<'T> (kind: ConversionKind) (value: obj) : 'T =
        match value with
        | :? 'T as same -> same
        | _ when canConvert<'T> kind value ->
            Convert.ChangeType(value, typeof<'T>, Globalization.CultureInfo.InvariantCulture) :?> 'T
        | null -> raise (InvalidCastException $"Cannot convert null to {typeof<'T>.Name}.")
        | _ -> raise (InvalidCastException $"Cannot convert {value.GetType().Name} '{value}' to {typeof<'T>.Name}.")

    let toFloat (value: 'T) : float = Convert.ToDouble(box value, Globalization.CultureInfo.InvariantCulture)
