module Harness.Paper.Tests.SweepChecksTests

open System
open Xunit
open Harness.Paper.Statistics

let private run m seed score =
    { Experiment = "main"
      Dataset = "shapes"
      Method = m
      Size = 16
      Seed = seed
      IsBaseline = (m = "majority")
      Score = Nullable<float>(score) }

let private lost m seed = { run m seed 0.0 with Score = Nullable() }

let private grid (m: string) (scores: float list) = scores |> List.mapi (fun i s -> run m (i + 1) s)

let private one (expected: string) (found: string list) = Assert.Equal<string list>([ expected ], found)

[<Fact>]
let ``six seeds of a method and a baseline are a sound plan`` () =
    Assert.Empty(
        SweepChecks.validate (grid "lora" [ 1.0; 2.0; 3.0; 4.0; 5.0; 6.0 ] @ grid "majority" [ 0.0; 0.0; 0.0; 0.0; 0.0; 0.0 ])
    )

[<Fact>]
let ``too few seeds are told with the smallest p that they can reach`` () =
    one
        "main: only 3 seeds; the exact paired test cannot go below p = 0.25, 6 seeds reach 0.03125."
        (SweepChecks.validate (grid "lora" [ 1.0; 1.0; 1.0 ] @ grid "majority" [ 1.0; 1.0; 1.0 ]))

[<Fact>]
let ``a grid without a baseline and a method without a seed are told`` () =
    let six = [ 1.0; 2.0; 3.0; 4.0; 5.0; 6.0 ]
    Assert.Equal<string list>(
        [ "main: no baseline is in the grid, so nothing can be called above one."
          "main, shapes, N_D 16: full lacks seed 6, which others have; pairs are fewer." ],
        SweepChecks.validate (grid "lora" six @ grid "full" (List.take 5 six))
    )

[<Fact>]
let ``an interval wider than the gap is told, a clear gap is not`` () =
    one
        "main, shapes, N_D 16: the interval is wider than the gap: full leads lora by 1.00 points, 95 % interval -5.57 to 7.57 over 3 seeds."
        (SweepChecks.analyse (
            grid "full" [ 50.0; 52.0; 54.0 ] @ grid "lora" [ 51.0; 52.0; 50.0 ] @ grid "majority" [ 20.0; 20.0; 20.0 ]
        ))
    Assert.Empty(SweepChecks.analyse (grid "full" [ 50.0; 52.0; 54.5 ] @ grid "lora" [ 40.0; 42.0; 44.0 ]))

[<Fact>]
let ``a baseline that failed is told apart from a method that did`` () =
    Assert.Equal<string list>(
        [ "main, shapes, N_D 16: lora failed on seed 2; 1 of 2 seeds are left."
          "main, shapes, N_D 16: baseline majority failed on seed 1, 2; nothing can be called above it there." ],
        SweepChecks.analyse [ run "lora" 1 5.0; lost "lora" 2; lost "majority" 1; lost "majority" 2 ]
    )

[<Fact>]
let ``a method at or below the baseline is told, and one that its seed does not reach`` () =
    Assert.Equal<string list>(
        [ "main, shapes, N_D 16: not above the baseline majority (30.00 %): lora."
          "main, shapes, N_D 16: lora has the same score on each of 3 seeds; does its seed reach it?" ],
        SweepChecks.analyse (grid "lora" [ 30.0; 30.0; 30.0 ] @ grid "majority" [ 29.0; 30.0; 31.0 ])
    )
