/// Numbers of reference cases; null stands for NaN.
namespace Harness.Paper.Parity

open System
open System.Text.Json
open Harness.Data.Parity

module internal ReferenceCase =
    let get (name: string) (e: JsonElement) = e.GetProperty name

    let number (e: JsonElement) = if e.ValueKind = JsonValueKind.Null then nan else e.GetDouble()

    let items (e: JsonElement) = [| for x in e.EnumerateArray() -> x |]

    let numbers e = items e |> Array.map number

    let rows e = items e |> Array.map numbers

    /// Cases of a section with their place; none where the file lacks it.
    let section (name: string) (file: JsonElement) =
        match file.TryGetProperty name with
        | true, cases -> items cases |> Array.indexed
        | _ -> [||]

    /// NaN equals NaN and nothing else.
    let near (comparison: Comparison) what (expected: float) (actual: float) =
        if Double.IsNaN expected || Double.IsNaN actual then
            comparison.Same(what, expected, actual) |> ignore
        else
            comparison.Near(what, expected, actual) |> ignore

    let nearAll (comparison: Comparison) what (expected: float[]) (actual: float[]) =
        if expected.Length <> actual.Length then
            comparison.Same(what + " length", expected.Length, actual.Length) |> ignore
        else
            Array.iteri2 (fun i e a -> near comparison $"{what}[{i}]" e a) expected actual
