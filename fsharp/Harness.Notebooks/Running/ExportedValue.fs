namespace Harness.Notebooks.Running

open System
open System.Collections
open System.Globalization
open Harness.Data.Files

/// A value that a notebook states as its result, to be compared with a committed expectation.
[<RequireQualifiedAccess>]
type ExportedValue =
    | Number of float
    | Text of string
    | Flag of bool
    | Numbers of float list

    override this.ToString() =
        let number (value: float) = value.ToString("R", CultureInfo.InvariantCulture)
        match this with
        | Number value -> number value
        | Text text -> text
        | Flag flag -> if flag then "true" else "false"
        | Numbers values -> "[" + String.Join(", ", values |> List.map number) + "]"

[<RequireQualifiedAccess>]
module ExportedValue =

    let private (|Numeric|_|) (value: objnull) =
        match value with
        | :? IConvertible as number when
            (match number.GetTypeCode() with
             | TypeCode.Boolean
             | TypeCode.Char
             | TypeCode.String
             | TypeCode.DateTime -> false
             | _ -> true)
            ->
            Some(number.ToDouble CultureInfo.InvariantCulture)
        | _ -> None

    let private unsupported (name: string) (value: objnull) =
        let kind =
            match value with
            | null -> "null"
            | found -> found.GetType().Name
        UserErrorException(
            $"export \"{name}\": a value of type {kind} cannot be compared; export a number, a text, a bool or a sequence of numbers.",
            2
        )

    /// Numbers of any width, texts, bools, and sequences of numbers.
    /// Errors: UserErrorException for anything else.
    let ofObject (name: string) (value: objnull) : ExportedValue =
        match value with
        | Numeric number -> ExportedValue.Number number
        | :? string as text -> ExportedValue.Text text
        | :? bool as flag -> ExportedValue.Flag flag
        | :? IEnumerable as items ->
            ExportedValue.Numbers
                [ for item in items do
                      match item with
                      | Numeric number -> number
                      | other -> raise (unsupported name other) ]
        | other -> raise (unsupported name other)

/// Where the exports of the running notebook are collected. It has to be found without an argument, because a cell calls
/// `export name value` in any front end; it flows into the tasks that a cell starts.
[<RequireQualifiedAccess>]
module Exports =

    let private collector = System.Threading.AsyncLocal<(string -> ExportedValue -> unit) option>()

    /// Sends what the calling code, and what it starts, exports to `add`.
    let internal collect (add: string -> ExportedValue -> unit) : unit = collector.Value <- Some add

    /// Nothing happens outside the runner: in a script, or in another front end.
    let internal add (name: string) (value: ExportedValue) : unit = collector.Value |> Option.iter (fun add -> add name value)
