module Harness.Paper.Tests.McNemarTests

open Xunit
open Harness.Paper.Statistics
open Harness.Paper.Tests.Goldens

[<Fact>]
let ``p-values equal the reference`` () =
    for case in json "stats.json" |> get "mcnemar" |> items do
        let count name = case |> get name |> number |> int
        near 1e-12 (case |> get "p" |> number) (McNemar.exact (count "only_first_right") (count "only_second_right"))

[<Fact>]
let ``answer sheets are counted`` () =
    // Two questions only the first got right, none only the second: p = 2 · ¼.
    Assert.Equal(0.5, McNemar.ofAnswers [| true; true; true; false |] [| false; false; true; false |])

[<Fact>]
let ``thousands of discordant pairs neither overflow nor vanish`` () =
    let p = McNemar.exact 2100 1900
    Assert.InRange(p, 1e-3, 2e-3)
