module Harness.Laws.Tests.CaseTests

open FsCheck.FSharp
open Xunit
open Harness.Laws

let private knobs = [ Case.knob "m" 2 6; Case.knob "n" 1 6 ]
let private case m n seed = { Sizes = [ "m", m; "n", n ]; Spread = 5; Seed = seed }

[<Fact>]
let ``entries follow from seed, name and place alone`` () =
    let a = Case.matrix "A" 4 3 (case 4 3 7)
    Assert.Equal(0.0, Matrix.distance a (Case.matrix "A" 4 3 (case 9 9 7)))
    Assert.NotEqual(0.0, Matrix.distance a (Case.matrix "B" 4 3 (case 4 3 7)))
    Assert.NotEqual(0.0, Matrix.distance a (Case.matrix "A" 4 3 (case 4 3 8)))
    a |> Array2D.iter (fun x -> Assert.InRange(x, -5.0, 5.0))

[<Fact>]
let ``matrices have the rank that was asked for`` () =
    for seed in 0..50 do
        for r in 0..3 do
            Assert.Equal(r, Rank.exact (Case.ranked "A" 3 4 r (case 3 4 seed)))

[<Fact>]
let ``shrinking goes down only, and never below the least size`` () =
    let arbitrary = Case.arbitrary 5 knobs
    let rec walk case =
        match arbitrary.Shrinker case |> Seq.tryHead with
        | None -> case
        | Some smaller ->
            Assert.True(smaller?m >= 2 && smaller?n >= 1)
            walk smaller
    let last = walk (case 6 6 1234)
    Assert.Equal((2, 1, 1, 0), (last?m, last?n, last.Spread, last.Seed))

[<Fact>]
let ``an unknown size is named`` () =
    let e = Assert.Throws<System.ArgumentException>(fun () -> (case 2 2 0)?k |> ignore)
    Assert.Contains("no size k", e.Message)
