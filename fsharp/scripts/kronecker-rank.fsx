(**
# Kronecker rank bounds and PHM parameter counts

**Reproduces:** the expressiveness argument behind MixPHM's layers (CVPR 2023, arXiv 2303.01239, section 3.2): a PHM layer
$W = \sum_{i=1}^{n} A_i \otimes T_i U_i$ holds about $k(p+q)$ numbers, like a low-rank layer of rank $k$, but its rank can reach $n^2 k$.

**Cost:** some seconds on one core; no data, no weights. Ranks are exact: matrices of whole numbers, eliminated modulo a prime.
*)
#load "harness.fsx"

open System
open Harness.Adapters.Phm
open Harness.Laws
open Harness.Paper.Figures
open Plotly.NET

(**
## Parameters

The layer of the paper's adapters maps 768 features to 64 with $n = 4$ and $k = 8$. `cases` is how often each law is tried.
*)
// %% parameters
let cases = 200
let width = 768L
let bottleneck = 64L
let n = 4
let k = 8

(**
## The bounds, as laws

Each law is tried on random small cases, on the product that the adapters use; "reached" and "below" count how often a bound is attained.
The rank of a Kronecker product is the product of the ranks; for a sum that is a bound, and equal left factors show that it need not
be reached.
*)
let options = { RunOptions.Default with Cases = cases; Filter = "rank." }
let ranks = Laws.all |> Runner.run options ignore
show ranks

(**
## The layer

The same for the PHM layer of `Harness.Adapters`: the bound $\min(p, q, n^2 k)$ holds for every draw and is reached by generic ones; the parameter count of the formula is the
count of the numbers that the layer holds.
*)
let layer = Laws.all |> Runner.run { options with Filter = "phm." } ignore
show layer

(**
## What the sizes buy

The bound for the paper's widths over the rank $k$. Apart from the rule of $n^3$ numbers, all lines have the same parameters at the same $k$; a larger $n$ raises the bound until
the narrow side limits it, and $n = 1$ is the ordinary low-rank layer.
*)
let shape (n: int) (k: int) = PhmShape(width, bottleneck, n, Nullable k)
let line (n: int) = Chart.Line(xy = [ for k in 1 .. 16 -> k, (shape n k).RankBound ], Name = $"n = {n}", ShowMarkers = true)

[ 1; 2; 4; 8 ]
|> List.map line
|> Chart.combine
|> Figure.style "Rank bound of a PHM layer" "rank k of each factor" "bound on the rank of W" StyleParam.AxisType.Linear
|> show

(**
## The layer of the paper

Parameters with and without a rule of its own, against a dense layer; and the exact rank of one draw of the layer, which is what the bound says.
*)
let paper = shape n k
let dense = width * bottleneck + bottleneck
let draw = { Sizes = [ "n", n; "a", int width / n; "b", int bottleneck / n; "k", k ]; Spread = 500; Seed = 1 }
let rank = Rank.exact (Phm.Layer.weight (Phm.Layer.ofCase draw))
printfn $"parameters {paper.Parameters}, its rule {PhmShape.RuleParameters(n, false)}, a dense layer {dense}"
printfn $"rank {rank}, bound {paper.RankBound}"

(**
## Results

Compared with `notebooks/expectations/kronecker-rank.json` whenever the notebook runs with the parameters above.
*)
export "parameters" paper.Parameters
export "rank" rank
export "bound" paper.RankBound
export "laws that fail" (Seq.append ranks layer |> Seq.filter (fun law -> not law.Passed) |> Seq.length)

(**
## Environment
*)
environment ()
