module Harness.Paper.Tests.Tables.RegimeCheckTests

open Xunit
open Harness.Paper.Results
open Harness.Paper.Statistics
open Harness.Paper.Tables
open Harness.Paper.Tests

let private withZeroShot score (set: ResultSet) =
    { set with
        Rows =
            set.Rows
            @ [ for seed in [ 13; 21 ] do
                    for nd in [ 16; 64 ] do
                        { Samples.row "zero_shot" nd seed score with Kind = "baseline" } ] }

let private only set = RegimeCheck.all set |> List.exactlyOne

[<Fact>]
let ``Without the backbone's own score there is nothing to check`` () = Assert.Empty(RegimeCheck.all (Samples.set 2 3.0))

[<Fact>]
let ``Gains and spreads stand by size, and every condition that holds is said to`` () =
    let table = Samples.set 2 3.0 |> withZeroShot 35.0 |> only
    // Full finetuning scores 42 and 42.5 at 16, 48 and 48.5 at 64; MixPHM three points more.
    let values =
        [ for row in table.Rows ->
              [ for cell, _ in row.Cells.Tail ->
                    match cell with
                    | Number(x, _) -> x
                    | Scores s -> s.Mean
                    | _ -> nan ] ]
    Assert.Equal<float list list>(
        [ [ 35.0; 35.0 ]; [ 30.25; 30.25 ]; [ 42.25; 48.25 ]; [ 7.25; 13.25 ]; [ 12.0; 18.0 ]; [ 3.0; 3.0 ] ],
        values
    )
    Assert.Equal(3, table.Notes |> List.filter _.EndsWith(": at every N_D.") |> List.length)
    Assert.Contains("More questions teach more: full finetuning grows with N_D.", table.Notes)

[<Fact>]
let ``A condition that fails names the sizes at which it does`` () =
    let table = Samples.set 2 12.0 |> withZeroShot 45.0 |> only
    Assert.Contains("Tuning has something to teach (full finetuning is above zero-shot): not at N_D = 16.", table.Notes)
    Assert.Contains("The methods lie within 10 points: not at N_D = 16, 64.", table.Notes)
