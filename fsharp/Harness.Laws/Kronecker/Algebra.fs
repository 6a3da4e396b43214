/// The algebra of the Kronecker product that the factored layers rest on. Each law takes the product to be checked,
/// so that a test can hand in a wrong one and see the law fail.
module Harness.Laws.Kronecker.Algebra

open Harness.Laws
open Harness.Laws.Matrix

type Product = Matrix -> Matrix -> Matrix

let private source = "PHM layer, W = sum of Kronecker products (arXiv 2303.01239, section 3.2)"
let private pair = [ Case.knob "m" 1 4; Case.knob "n" 1 4; Case.knob "p" 1 4; Case.knob "q" 1 4 ]
let private left c = Case.matrix "A" c?m c?n c
let private right c = Case.matrix "B" c?p c?q c
let private law id statement knobs check = Law.over ("kronecker." + id) statement source knobs check

let laws (kron: Product) =
    [ law "definition" "block (i, j) of A⊗B is a[i,j]·B" pair (fun c ->
          Finding.same (Matrix.kron (left c) (right c)) (kron (left c) (right c)))

      law "bilinear-left" "(A + s·C)⊗B = A⊗B + s·(C⊗B)" pair (fun c ->
          let a, b, d = left c, right c, Case.matrix "C" c?m c?n c
          let s = float (Case.entry "s" 0 c)
          Finding.same (add (kron a b) (scale s (kron d b))) (kron (add a (scale s d)) b))

      law "bilinear-right" "A⊗(B + s·C) = A⊗B + s·(A⊗C)" pair (fun c ->
          let a, b, d = left c, right c, Case.matrix "C" c?p c?q c
          let s = float (Case.entry "s" 0 c)
          Finding.same (add (kron a b) (scale s (kron a d))) (kron a (add b (scale s d))))

      law "associative" "(A⊗B)⊗C = A⊗(B⊗C)" pair (fun c ->
          let a, b, d = left c, right c, Case.matrix "C" 2 2 c
          Finding.same (kron (kron a b) d) (kron a (kron b d)))

      law "mixed-product" "(A⊗B)·(C⊗D) = (A·C)⊗(B·D)" (pair @ [ Case.knob "r" 1 3; Case.knob "s" 1 3 ]) (fun c ->
          let d, e = Case.matrix "C" c?n c?r c, Case.matrix "D" c?q c?s c
          Finding.same (kron (multiply (left c) d) (multiply (right c) e)) (multiply (kron (left c) (right c)) (kron d e)))

      law "transpose" "(A⊗B)ᵀ = Aᵀ⊗Bᵀ" pair (fun c ->
          Finding.same (kron (transpose (left c)) (transpose (right c))) (transpose (kron (left c) (right c))))

      law "identity" "I⊗I = I" [ Case.knob "m" 1 5; Case.knob "p" 1 5 ] (fun c ->
          Finding.same (identity (c?m * c?p)) (kron (identity c?m) (identity c?p)))

      law "trace" "tr(A⊗B) = tr A · tr B" [ Case.knob "m" 1 5; Case.knob "p" 1 5 ] (fun c ->
          let a, b = Case.matrix "A" c?m c?m c, Case.matrix "B" c?p c?p c
          Finding.holds (trace (kron a b) = trace a * trace b) "the traces differ")

      law "norm" "‖A⊗B‖² = ‖A‖²·‖B‖² (Frobenius)" pair (fun c ->
          let squares (x: Matrix) = x |> Seq.cast<float> |> Seq.sumBy (fun v -> v * v)
          Finding.holds (squares (kron (left c) (right c)) = squares (left c) * squares (right c)) "the norms differ")

      law "commuted" "B⊗A is A⊗B with rows and columns perfectly shuffled" pair (fun c ->
          let a, b = left c, right c
          let ab, ba = kron a b, kron b a
          let shuffled =
              Array2D.init (rows ab) (columns ab) (fun i j -> ab[(i % c?m) * c?p + i / c?m, (j % c?n) * c?q + j / c?n])
          Finding.same shuffled ba |> Finding.either (distance ab ba = 0.0) "A⊗B = B⊗A" "A⊗B ≠ B⊗A")

      law "factored-apply" "x·(A⊗B), reshaped, is Aᵀ·X·B: the product need not be formed" pair (fun c ->
          let x = Case.matrix "x" 1 (c?m * c?p) c
          let folded = Array2D.init c?m c?p (fun i j -> x[0, i * c?p + j])
          let y = multiply (multiply (transpose (left c)) folded) (right c)
          Finding.same (Array2D.init 1 (c?n * c?q) (fun _ k -> y[k / c?q, k % c?q])) (multiply x (kron (left c) (right c)))) ]
