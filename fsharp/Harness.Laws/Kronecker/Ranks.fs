/// Rank bounds of Kronecker products, of their sums and of low-rank factors, and when the bounds are reached.
/// A bound is reached "for generic draws" when the largest rank of three independent draws with wide entries equals it:
/// the generic rank is the largest one that occurs, and a single draw misses it about once in a thousand.
module Harness.Laws.Kronecker.Ranks

open Harness.Laws
open Harness.Laws.Matrix

let private source = "rank of a PHM layer (arXiv 2303.01239, section 3.2)"
let private law id statement knobs check = Law.over ("rank." + id) statement source knobs check
let private wide id statement knobs check = Law.withSpread 500 ("rank." + id) statement source knobs check
let private pair = [ Case.knob "m" 1 4; Case.knob "n" 1 4; Case.knob "p" 1 4; Case.knob "q" 1 4 ]

/// A rank between 1 and the smaller side, from the case's own stream.
let private rankOf stream m n case = 1 + Case.pick stream 0 (min m n) case

let private total (terms: Matrix list) = List.reduce add terms

/// Largest exact rank of three draws of the same sizes.
let private generic (draw: Case -> Matrix) case =
    let ranks = [ for k in 0..2 -> Rank.exact (draw (Case.redrawn k case)) ]
    ranks.Head, List.max ranks

let laws (kron: Matrix -> Matrix -> Matrix) =
    [ law "product" "rank(A⊗B) = rank A · rank B" pair (fun c ->
          let ra, rb = rankOf "ra" c?m c?n c, rankOf "rb" c?p c?q c
          let w = kron (Case.ranked "A" c?m c?n ra c) (Case.ranked "B" c?p c?q rb c)
          Finding.equal "rank" (int64 (ra * rb)) (int64 (Rank.exact w))
          |> Finding.either (ra * rb = min (rows w) (columns w)) "full rank" "rank deficient")

      law "sum-bound" "rank(Σ Aᵢ⊗Bᵢ) ≤ min(rows, columns, Σ rank Aᵢ · rank Bᵢ)" (pair @ [ Case.knob "terms" 1 4 ]) (fun c ->
          let ranks = [ for i in 1 .. c?terms -> rankOf $"ra{i}" c?m c?n c, rankOf $"rb{i}" c?p c?q c ]
          let term i (ra, rb) = kron (Case.ranked $"A{i}" c?m c?n ra c) (Case.ranked $"B{i}" c?p c?q rb c)
          let w = ranks |> List.mapi term |> total
          let bound = List.min [ rows w; columns w; ranks |> List.sumBy (fun (a, b) -> a * b) ]
          let r = Rank.exact w
          Finding.holds (r <= bound) $"rank {r} is above the bound {bound}" |> Finding.either (r = bound) "reached" "below")

      wide
          "sum-tight"
          "that bound is reached by generic Aᵢ, Bᵢ of full rank when Σ rank Aᵢ · rank Bᵢ stays within one factor's room"
          [ Case.knob "m" 1 3; Case.knob "p" 2 5; Case.knob "terms" 1 3 ]
          (fun c ->
              // Square Aᵢ (m × m) and Bᵢ = column · row: rank one each, so the sum has rank min(m·p, m·terms).
              let draw case =
                  total
                      [ for i in 1 .. c?terms ->
                            kron
                                (Case.matrix $"A{i}" c?m c?m case)
                                (multiply (Case.matrix $"u{i}" c?p 1 case) (Case.matrix $"v{i}" 1 c?p case)) ]
              let bound = min (c?m * c?p) (c?m * c?terms)
              let first, best = generic draw c
              Finding.equal "generic rank" (int64 bound) (int64 best)
              |> Finding.either (first = bound) "first draw reaches it" "first draw below")

      law
          "sum-cancels"
          "the bound on a sum is not always reached: equal left factors collapse to A⊗(Σ Bᵢ)"
          (pair @ [ Case.knob "terms" 2 4 ])
          (fun c ->
              let a = Case.ranked "A" c?m c?n (rankOf "ra" c?m c?n c) c
              let bs = [ for i in 1 .. c?terms -> Case.matrix $"B{i}" c?p c?q c ]
              let r = bs |> List.map (kron a) |> total |> Rank.exact
              let bound = List.min [ c?m * c?p; c?n * c?q; bs |> List.sumBy (fun b -> Rank.exact a * Rank.exact b) ]
              Finding.equal "rank" (int64 (Rank.exact a * Rank.exact (total bs))) (int64 r)
              |> Finding.either (r = bound) "reached" "below")

      law
          "low-rank-bound"
          "rank(T·U) ≤ k for T with k columns"
          [ Case.knob "p" 1 6; Case.knob "q" 1 6; Case.knob "k" 1 6 ]
          (fun c ->
              let r = Rank.exact (multiply (Case.matrix "T" c?p c?k c) (Case.matrix "U" c?k c?q c))
              let bound = List.min [ c?p; c?q; c?k ]
              Finding.holds (r <= bound) $"rank {r} is above {bound}" |> Finding.either (r = bound) "reached" "below")

      wide
          "low-rank-tight"
          "rank(T·U) = min(p, q, k) for generic T, U"
          [ Case.knob "p" 1 6; Case.knob "q" 1 6; Case.knob "k" 1 6 ]
          (fun c ->
              let draw case = multiply (Case.matrix "T" c?p c?k case) (Case.matrix "U" c?k c?q case)
              let first, best = generic draw c
              let bound = List.min [ c?p; c?q; c?k ]
              Finding.equal "generic rank" (int64 bound) (int64 best)
              |> Finding.either (first = bound) "first draw reaches it" "first draw below") ]
