/// The inequalities behind the rank bounds, and the Kronecker rank: the least number of products that a matrix is a sum of.
module Harness.Laws.Kronecker.Inequalities

open Harness.Laws
open Harness.Laws.Matrix

let private source = "rank of a PHM layer (arXiv 2303.01239, section 3.2)"
let private law id statement knobs check = Law.over ("rank." + id) statement source knobs check
let private wide id statement knobs check = Law.withSpread 500 ("rank." + id) statement source knobs check
let private pair = [ Case.knob "m" 1 4; Case.knob "n" 1 4; Case.knob "p" 1 4; Case.knob "q" 1 4 ]
let private triple = [ Case.knob "p" 1 5; Case.knob "k" 1 5; Case.knob "q" 1 5 ]
let private rankOf stream m n case = 1 + Case.pick stream 0 (min m n) case
let private rank m = Rank.exact m
let private bounded condition message reached = Finding.holds condition message |> Finding.either reached "reached" "below"

/// Row i·n + j of the rearrangement is block (i, j) of W, read row by row: a Kronecker product becomes an outer product.
/// Source: Van Loan and Pitsianis, Approximation with Kronecker products, 1993.
let rearranged m n p q (w: Matrix) : Matrix =
    Array2D.init (m * n) (p * q) (fun block entry -> w[(block / n) * p + entry / q, (block % n) * q + entry % q])

/// How the laws add and multiply matrices and take Kronecker products.
type Algebra =
    { Kron: Matrix -> Matrix -> Matrix
      Add: Matrix -> Matrix -> Matrix
      Multiply: Matrix -> Matrix -> Matrix }

let laws (algebra: Algebra) =
    let { Kron = kron; Add = plus; Multiply = times } = algebra
    let terms count (c: Case) draw = [ for i in 1..count -> draw i c ]
    let product ranked i (c: Case) =
        if ranked then
            kron
                (Case.ranked $"A{i}" c?m c?n (rankOf $"a{i}" c?m c?n c) c)
                (Case.ranked $"B{i}" c?p c?q (rankOf $"b{i}" c?p c?q c) c)
        else
            kron (Case.matrix $"A{i}" c?m c?n c) (Case.matrix $"B{i}" c?p c?q c)
    [ law "subadditive" "rank(X + Y) ≤ rank X + rank Y for Kronecker products X, Y" pair (fun c ->
          let x, y = product true 1 c, product true 2 c
          let r = rank (plus x y)
          let bound = List.min [ rows x; columns x; rank x + rank y ]
          bounded (r <= bound) $"rank {r} is above {bound}" (r = bound))

      law "sum-floor" "rank(X + Y) ≥ |rank X − rank Y|: a sum cannot lose more than the smaller term has" pair (fun c ->
          let x, y = product true 1 c, product true 2 c
          let r, floor = rank (plus x y), abs (rank x - rank y)
          bounded (r >= floor) $"rank {r} is below {floor}" (r = floor))

      law "frobenius-product" "rank(T·U) ≤ min(rank T, rank U)" triple (fun c ->
          let t, u = Case.ranked "T" c?p c?k (rankOf "t" c?p c?k c) c, Case.ranked "U" c?k c?q (rankOf "u" c?k c?q c) c
          let r, bound = rank (times t u), min (rank t) (rank u)
          bounded (r <= bound) $"rank {r} is above {bound}" (r = bound))

      law "sylvester" "rank(T·U) ≥ rank T + rank U − k for T with k columns" triple (fun c ->
          let t, u = Case.ranked "T" c?p c?k (rankOf "t" c?p c?k c) c, Case.ranked "U" c?k c?q (rankOf "u" c?k c?q c) c
          let r, floor = rank (times t u), max 0 (rank t + rank u - c?k)
          bounded (r >= floor) $"rank {r} is below {floor}" (r = floor))

      law "transpose" "A⊗B and Aᵀ⊗Bᵀ have one rank" pair (fun c ->
          let a, b = Case.matrix "A" c?m c?n c, Case.matrix "B" c?p c?q c
          Finding.equal "rank" (int64 (rank (kron a b))) (int64 (rank (kron (transpose a) (transpose b)))))

      law "commuted" "A⊗B and B⊗A have one rank" pair (fun c ->
          let a, b = Case.matrix "A" c?m c?n c, Case.matrix "B" c?p c?q c
          Finding.equal "rank" (int64 (rank (kron a b))) (int64 (rank (kron b a))))

      law
          "identity-factor"
          "rank(I⊗B) = n·rank B: an identity repeats the block"
          [ Case.knob "n" 1 4; Case.knob "p" 1 4; Case.knob "q" 1 4 ]
          (fun c ->
              let b = Case.ranked "B" c?p c?q (rankOf "b" c?p c?q c) c
              Finding.equal "rank" (int64 (c?n * rank b)) (int64 (rank (kron (identity c?n) b))))

      law
          "kronecker-rank"
          "the rearrangement of a sum of k Kronecker products has rank ≤ k"
          (pair @ [ Case.knob "terms" 1 4 ])
          (fun c ->
              let w = terms c?terms c (product false) |> List.reduce plus
              let r, bound = rank (rearranged c?m c?n c?p c?q w), List.min [ c?terms; c?m * c?n; c?p * c?q ]
              bounded (r <= bound) $"rank {r} is above {bound}" (r = bound))

      wide
          "kronecker-rank-tight"
          "and has it for generic factors, so that a generic PHM weight needs all its n summands"
          (pair @ [ Case.knob "terms" 1 4 ])
          (fun c ->
              let ranks =
                  [ for k in 0..2 ->
                        let draw = Case.redrawn k c
                        rank (rearranged c?m c?n c?p c?q (terms c?terms draw (product false) |> List.reduce plus)) ]
              let bound = List.min [ c?terms; c?m * c?n; c?p * c?q ]
              Finding.equal "generic rank" (int64 bound) (int64 (List.max ranks))
              |> Finding.either (ranks.Head = bound) "first draw reaches it" "first draw below") ]
