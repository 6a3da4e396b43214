(**
# Check a conjecture

**What this shows:** how to turn a guess about a formula into a law, see it refuted by the smallest case, mend it, and see it hold. The guess is about the rank
of MixPHM's layers (arXiv 2303.01239, section 3.2): "the rank of $\sum_i A_i \otimes B_i$ is the product of the ranks of the sums".

**Cost:** seconds on one core; no data, no weights. Ranks are exact.
*)
#load "harness.fsx"

open Harness.Laws

(**
## Parameters

`cases` is how often each law is tried, `seed` decides which cases are drawn.
*)
// %% parameters
let cases = 500
let seed = 1

(**
## The ground

A case has a few named sizes and a seed from which every entry follows. Two terms of $m \times m$ and $p \times p$ matrices of whole numbers:
*)
let sizes = [ Case.knob "m" 1 3; Case.knob "p" 1 3 ]
let left i (c: Case) = Case.matrix $"A{i}" c?m c?m c
let right i (c: Case) = Case.matrix $"B{i}" c?p c?p c
let summed c = Matrix.add (Matrix.kron (left 1 c) (right 1 c)) (Matrix.kron (left 2 c) (right 2 c))
let check law = Runner.check { RunOptions.Default with Cases = cases; Seed = seed } law

(**
## The conjecture

Stated as a law and tried. It fails, and the case is shrunk: the smallest sizes, then the smallest entries that still refute it.
*)
let product (c: Case) = Rank.exact (Matrix.add (left 1 c) (left 2 c)) * Rank.exact (Matrix.add (right 1 c) (right 2 c))
let guess =
    Law.over "mine.product" "rank of the sum = product of the ranks of the sums" "a guess" sizes (fun c ->
        Finding.equal "rank" (int64 (product c)) (int64 (Rank.exact (summed c))))
let refuted = check guess
show [ refuted ]

(**
## The counter-example
*)
printfn $"{refuted.Outcome} after {refuted.Cases} cases"
printfn $"{refuted.Counterexample}"

(**
## Mended

An upper bound is what is true: the sum of the products of the ranks, term by term. The tags say how often it is reached.
*)
let bound (c: Case) = List.sum [ for i in 1 .. 2 -> Rank.exact (left i c) * Rank.exact (right i c) ]
let mended =
    Law.over "mine.bound" "rank of the sum ≤ sum of the products of the ranks" "mended" sizes (fun c ->
        let rank, most = Rank.exact (summed c), min (bound c) (c?m * c?p)
        Finding.holds (rank <= most) $"rank {rank} is above {most}" |> Finding.either (rank = most) "reached" "below")
let held = check mended
show [ held ]

(**
## Results

Compared with `notebooks/expectations/check-a-conjecture.json` whenever the notebook runs with the parameters above.
*)
export "the guess" refuted.Outcome
export "the bound" held.Outcome

(**
## Environment
*)
environment ()
