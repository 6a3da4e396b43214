module Harness.Laws.Tests.RankTests

open Xunit
open Harness.Laws

[<Fact>]
let ``ranks that one can see`` () =
    Assert.Equal(0, Rank.exact (Matrix.zero 3 2))
    Assert.Equal(3, Rank.exact (Matrix.identity 3))
    Assert.Equal(1, Rank.exact (array2D [ [ 1.0; 2.0 ]; [ -2.0; -4.0 ] ]))
    Assert.Equal(2, Rank.exact (array2D [ [ 0.0; 1.0; 2.0 ]; [ 0.0; 0.0; 5.0 ]; [ 0.0; 1.0; 7.0 ] ]))

[<Fact>]
let ``a rank that floating point would misjudge`` () =
    // Rows differ by 1 in 10^15: full rank, with a singular value far below any usual tolerance.
    Assert.Equal(2, Rank.exact (array2D [ [ 1e15; 1e15 ]; [ 1e15; 1e15 + 1.0 ] ]))

[<Fact>]
let ``only whole numbers have an exact rank`` () =
    Assert.Throws<System.ArgumentException>(fun () -> Rank.exact (array2D [ [ 0.5 ] ]) |> ignore)
