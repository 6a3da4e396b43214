module Harness.Paper.Tests.ParityTests

open System.Text.Json
open Xunit
open Harness.Data.Parity
open Harness.Paper.Statistics
open Harness.Paper.Parity
open Harness.Paper.Tests.Goldens

let private failures (checker: TextChecker) (file: JsonElement) =
    Assert.True(checker.Recognises.Invoke file)
    [ for r in checker.Check.Invoke(file, "") do
          if r.Outcome <> "pass" then
              $"{r.Group} {r.Case}: {r.Message}" ]

[<Fact>]
let ``every case equals the reference`` () =
    Assert.Empty(failures StatisticsParity.Checker (json "stats.json"))
    Assert.Empty(failures SimilarityParity.Checker (json "rsa.json"))

[<Fact>]
let ``a wrong p-value, and a number where none is defined, are noticed`` () =
    let text = System.IO.File.ReadAllText(file "stats.json")
    let changed (a: string) (b: string) =
        Assert.Contains(a, text)
        JsonDocument.Parse(text.Replace(a, b)).RootElement
    Assert.NotEmpty(failures StatisticsParity.Checker (changed "\"paired_t\": null" "\"paired_t\": 1.5"))
    Assert.NotEmpty(failures StatisticsParity.Checker (changed "\"rejected_at_0.05\": [true" "\"rejected_at_0.05\": [false"))
