namespace Harness.Notebooks.Running

open System
open System.Globalization
open System.Text.RegularExpressions

/// F# literals for parameter values given as text. A parameter keeps the kind of its default, so `-p seed=13` gives
/// a text where the notebook's default is a text, and a float where it is a float.
[<RequireQualifiedAccess>]
module Literal =

    let private quoted (text: string) =
        let escaped =
            text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n").Replace("\r", "\\r").Replace("\t", "\\t")
        $"\"{escaped}\""

    let private tryInteger (suffix: string) (text: string) =
        match Int64.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) with
        | true, number when suffix = "L" || (number >= int64 Int32.MinValue && number <= int64 Int32.MaxValue) ->
            Ok(number.ToString CultureInfo.InvariantCulture + suffix)
        | _ -> Error "a whole number"

    let private tryFloat (text: string) =
        match Double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture) with
        | true, number when Double.IsFinite number ->
            let spelled = number.ToString("R", CultureInfo.InvariantCulture)
            Ok(if Regex.IsMatch(spelled, "[.E]") then spelled else spelled + ".0")
        | _ -> Error "a number"

    let private tryFlag (text: string) =
        match text.ToLowerInvariant() with
        | "true"
        | "false" as flag -> Ok flag
        | _ -> Error "true or false"

    let private (|Looks|_|) (pattern: string) (text: string) = if Regex.IsMatch(text, $"^(?:{pattern})$") then Some() else None

    let private listParts (text: string) =
        let bare = text.Trim().TrimStart('[', '|').TrimEnd(']', '|')
        bare.Split([| ','; ';' |], StringSplitOptions.RemoveEmptyEntries ||| StringSplitOptions.TrimEntries) |> List.ofArray

    let private allOk (results: Result<string, string> list) =
        results
        |> List.tryPick (function
            | Error wanted -> Some wanted
            | Ok _ -> None)
        |> function
            | Some wanted -> Error wanted
            | None -> Ok(results |> List.choose Result.toOption)

    /// `text` as a literal of the same kind as `example`; the error says what would work.
    let rec like (example: string) (text: string) : Result<string, string> =
        match example with
        | Looks "\"(?:[^\"\\\\]|\\\\.)*\"" -> Ok(quoted text)
        | Looks "true|false" -> tryFlag text
        | Looks @"-?\d+" -> tryInteger "" text
        | Looks @"-?\d+L" -> tryInteger "L" text
        | Looks @"-?\d+(\.\d*)?([eE][-+]?\d+)?" -> tryFloat text
        | Looks @"\[\|.*\|\]" -> sequence "[| " " |]" example text
        | Looks @"\[.*\]" -> sequence "[ " " ]" example text
        | other -> Error $"set in the notebook itself, because its default {other} is no plain literal"

    and private sequence (before: string) (after: string) (example: string) (text: string) =
        match listParts example with
        | [] -> Error "set in the notebook itself, because its default is an empty list"
        | first :: _ ->
            listParts text
            |> List.map (like first)
            |> allOk
            |> Result.map (fun items -> before + String.Join("; ", items) + after)
            |> Result.mapError (fun wanted -> $"a list, each item {wanted}")
