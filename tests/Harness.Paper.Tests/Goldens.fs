/// Reference values that lie beside the tests: computed with scipy, numpy and statsmodels (see the files' own `source`).
module Harness.Paper.Tests.Goldens

open System
open System.IO
open System.Text.Json
open Xunit

let file name = Path.Combine(AppContext.BaseDirectory, "goldens", name)

let json name = JsonDocument.Parse(File.ReadAllText(file name)).RootElement

let items (e: JsonElement) = [ for x in e.EnumerateArray() -> x ]

/// null stands for NaN.
let number (e: JsonElement) = if e.ValueKind = JsonValueKind.Null then nan else e.GetDouble()

let numbers e = items e |> List.map number |> Array.ofList

let get (name: string) (e: JsonElement) = e.GetProperty name

/// Relative to max(1, |expected|); NaN equals NaN.
let near tolerance (expected: float) (actual: float) =
    if Double.IsNaN expected then
        Assert.True(Double.IsNaN actual, $"expected NaN, got {actual}")
    else
        Assert.True(abs (actual - expected) <= tolerance * max 1.0 (abs expected), $"expected {expected:R}, got {actual:R}")
