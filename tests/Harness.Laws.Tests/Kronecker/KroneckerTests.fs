module Harness.Laws.Tests.KroneckerTests

open Xunit
open Harness.Laws
open Harness.Laws.Kronecker

[<Fact>]
let ``the definition obeys the algebra`` () = Check.allPass 200 (Algebra.laws Matrix.kron)

[<Fact>]
let ``the definition obeys the rank laws`` () = Check.allPass 200 (Ranks.laws Matrix.kron)

/// The product with its factors exchanged: a mistake that squares of equal size hide.
let private swapped a b = Matrix.kron b a

[<Fact>]
let ``exchanged factors are noticed, on a case that one can check by hand`` () =
    let r = Check.fails "kronecker.definition" (Algebra.laws swapped)
    Assert.Contains("spread=1", r.Counterexample)
    Check.fails "kronecker.factored-apply" (Algebra.laws swapped) |> ignore

[<Fact>]
let ``a doubled product breaks the mixed-product law`` () =
    let doubled a b = Matrix.scale 2.0 (Matrix.kron a b)
    let r = Check.fails "kronecker.mixed-product" (Algebra.laws doubled)
    Assert.StartsWith("m=1 n=1 p=1 q=1 r=1 s=1 spread=1", r.Counterexample)

[<Fact>]
let ``a product that drops a column breaks the rank law`` () =
    let clipped a b =
        let w = Matrix.kron a b
        w |> Array2D.mapi (fun _ j x -> if j = Matrix.columns w - 1 then 0.0 else x)
    Check.fails "rank.product" (Ranks.laws clipped) |> ignore
    Check.fails "rank.sum-tight" (Ranks.laws clipped) |> ignore

[<Fact>]
let ``a product with an extra rank-one term breaks the bound on sums`` () =
    let raised a b = Matrix.kron a b |> Array2D.mapi (fun i j x -> x + float ((i + 1) * (j + 1)))
    Check.fails "rank.sum-bound" (Ranks.laws raised) |> ignore
