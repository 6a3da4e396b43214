namespace Deedle

open System
open System.Globalization
open System.Text.RegularExpressions

/// The type of a CSV column, found from its texts: whole numbers, decimals, floats, truth values, dates or texts.
/// A column of nothing but 0 and 1, with both in it, holds truth values.
module internal CsvTypes =

    type Kind = Empty | Zero | One | Bit | Bool | Int | Int64 | Decimal | Float | Date | Text

    /// The texts that stand for a missing value.
    let missing = [| "NaN"; "NA"; "N/A"; "#N/A"; ":"; "-"; "TBA"; "TBD" |]

    let private tryParse parse (text: string) = match parse text with true, value -> Some value | _ -> None

    let bool (text: string) =
        match text.Trim().ToLowerInvariant() with
        | "true" | "yes" | "1" -> Some true
        | "false" | "no" | "0" -> Some false
        | _ -> None

    let int (culture: CultureInfo) = tryParse (fun text -> Int32.TryParse(text, NumberStyles.Integer ||| NumberStyles.AllowThousands, culture))
    let int64 (culture: CultureInfo) = tryParse (fun text -> Int64.TryParse(text, NumberStyles.Integer ||| NumberStyles.AllowThousands, culture))
    let decimal (culture: CultureInfo) = tryParse (fun text -> Decimal.TryParse(text, NumberStyles.Currency, culture))
    let float (culture: CultureInfo) = tryParse (fun text -> Double.TryParse(text, NumberStyles.Any, culture))

    // Only what is written like a date is one: "12-002" or "May" is a text.
    let private looksLikeDate = Regex(@"^\s*(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}/\d{1,2}/\d{4})([T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?\s*$")

    let date (culture: CultureInfo) (text: string) =
        if looksLikeDate.IsMatch text then tryParse (fun (text: string) -> DateTime.TryParse(text, culture, DateTimeStyles.AllowWhiteSpaces)) text
        else None

    let private kindOf (missingValues: string[]) (culture: CultureInfo) (text: string) =
        if Array.contains (text.Trim()) missingValues then Float
        elif String.IsNullOrWhiteSpace text then Empty
        else
            match int culture text with
            | Some 0 -> Zero
            | Some 1 -> One
            | Some _ -> Int
            | None ->
                if (bool text).IsSome then Bool
                elif (int64 culture text).IsSome then Int64
                elif (date culture text).IsSome then Date
                elif (decimal culture text).IsSome then Decimal
                elif (float culture text).IsSome then Float
                else Text

    let private numbers = [ Zero; One; Bit; Int; Int64; Decimal; Float ]

    let private together a b =
        match a, b with
        | _ when a = b -> a
        | Empty, other | other, Empty -> other
        | (Zero | One | Bit), (Zero | One | Bit) -> Bit
        | (Bool | Zero | One | Bit), (Bool | Zero | One | Bit) -> Bool
        | _ ->
            match List.tryFindIndex ((=) a) numbers, List.tryFindIndex ((=) b) numbers with
            | Some i, Some j -> numbers[max i j]
            | _ -> Text

    /// The kind of a column; decimals with gaps are floats.
    let infer (missingValues: string[]) (culture: CultureInfo) (texts: string seq) : Kind =
        let kinds = texts |> Seq.map (kindOf missingValues culture) |> List.ofSeq
        match List.fold together Empty kinds with
        | Decimal when List.contains Empty kinds -> Float
        | Empty -> Text
        | kind -> kind

    /// The column's values; what does not parse is missing, except in a column of texts.
    let column (kind: Kind) (missingValues: string[]) (culture: CultureInfo) (texts: string[]) : Column =
        let by (parse: string -> 'T option) : Column =
            Column<'T>(texts |> Array.map (fun text -> parse text |> OptionalValue.ofOption |> OptionalValue.bind Values.ofValue))
        match kind with
        | Bit | Bool -> by bool
        | Zero | One | Int -> by (int culture)
        | Int64 -> by (int64 culture)
        | Decimal -> by (decimal culture)
        | Float -> by (fun text -> if Array.contains (text.Trim()) missingValues then None else float culture text)
        | Date -> by (date culture)
        | Empty | Text -> by Some
