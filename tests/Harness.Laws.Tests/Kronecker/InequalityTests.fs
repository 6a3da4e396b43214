module Harness.Laws.Tests.InequalityTests

open Harness.Laws
open Harness.Laws.Kronecker
open Harness.Laws.Matrix
open Harness.Laws.Tests
open Xunit

let private plain: Inequalities.Algebra = { Kron = Matrix.kron; Add = Matrix.add; Multiply = Matrix.multiply }

[<Fact>]
let ``the definitions obey every inequality`` () = Check.allPass 200 (Inequalities.laws plain)

/// Adds to the diagonal, which raises the rank of a deficient matrix.
let private raised (w: Matrix) = Array2D.mapi (fun i j x -> if i = j then x + 1000.0 else x) w

[<Fact>]
let ``every inequality notices a planted defect`` () =
    Check.everyLawCatches
        200
        Inequalities.laws
        [ "a product with an extra diagonal", { plain with Kron = fun a b -> raised (Matrix.kron a b) }
          "a sum with an extra diagonal", { plain with Add = fun a b -> raised (Matrix.add a b) }
          "a sum that vanishes", { plain with Add = fun a _ -> scale 0.0 a }
          "a product of matrices with an extra diagonal", { plain with Multiply = fun a b -> raised (Matrix.multiply a b) }
          "a product of matrices that vanishes", { plain with Multiply = fun a b -> scale 0.0 (Matrix.multiply a b) }
          "a product that drops its last row",
          { plain with
              Kron = fun a b -> let w = Matrix.kron a b in Array2D.mapi (fun i _ x -> if i = rows w - 1 then 0.0 else x) w }
          "a product that vanishes", { plain with Kron = fun a b -> scale 0.0 (Matrix.kron a b) }
          "a product that depends on the order",
          { plain with
              Kron = fun a b -> if rows a > rows b then scale 0.0 (Matrix.kron a b) else Matrix.kron a b } ]

[<Fact>]
let ``the rearrangement of one product is an outer product, by hand`` () =
    let a, b = array2D [ [ 1.0; 2.0 ] ], array2D [ [ 3.0 ]; [ 4.0 ] ]
    let expected = array2D [ [ 3.0; 4.0 ]; [ 6.0; 8.0 ] ]
    Assert.Equal(0.0, distance expected (Inequalities.rearranged 1 2 2 1 (Matrix.kron a b)))
