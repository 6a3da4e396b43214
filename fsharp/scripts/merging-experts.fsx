(**
# Merging experts: factors or weights

**Reproduces:** the weight aggregation of MixPHM (CVPR 2023, arXiv 2303.01239, section 3): at inference the experts of a bank become one expert, each of
its tensors the mean of theirs. AdaMix (arXiv 2205.12410) averages whole weights. The two are not the same, and this measures by how much.

**Cost:** some seconds on one core; no data, no weights.
*)
#load "harness.fsx"

open Harness.Laws
open Harness.Laws.Phm
open Harness.Paper.Figures
open Plotly.NET

(**
## Parameters

A bank of `experts` PHM layers of $n$ summands and rank $k$; all widths are $n$ times `block`.
*)
// %% parameters
let experts = 4
let n = 4
let k = 2
let block = 16
let cases = 200

(**
## A bank that training has moved

All experts start as copies. `spread` says how far each has moved from the common start, as a share of the start's size.
*)
let sizes seed = { Sizes = [ "n", n; "a", block; "b", block; "k", k ]; Spread = 50; Seed = seed }
let start = Layer.ofCase (sizes 1)
let moved spread e =
    let other = Layer.ofCase (sizes (1 + e))
    let mix = List.map2 (fun x y -> Matrix.add x (Matrix.scale spread y))
    { start with Left = mix start.Left other.Left; Right = mix start.Right other.Right }
let bank spread = [ for e in 1 .. experts -> moved spread e ]

(**
## Both ways of merging

`factors` is what MixPHM does, `weights` the mean of the experts' weights, which is what a mean of their outputs amounts to.
*)
let mean (ms: Matrix.Matrix list) = ms |> List.reduce Matrix.add |> Matrix.scale (1.0 / float ms.Length)
let factors (layers: Layer list) =
    let each part = layers |> List.map part |> List.transpose |> List.map mean
    { layers.Head with Left = each _.Left; Right = each _.Right }
let weights (layers: Layer list) = layers |> List.map Layer.weight |> mean
let norm (m: Matrix.Matrix) = m |> Seq.cast<float> |> Seq.sumBy (fun x -> x * x) |> sqrt
let apart spread =
    let w = weights (bank spread)
    norm (Matrix.add w (Matrix.scale -1.0 (Layer.weight (factors (bank spread))))) / norm w

(**
## How far apart they are

Equal experts merge to the same either way; the difference grows with the square of how far they have moved, being the covariance of their factors.
*)
let spreads = [ 0.0; 0.01; 0.02; 0.05; 0.1; 0.2; 0.5; 1.0 ]

Chart.Line(xy = [ for s in spreads -> s, apart s ], Name = "distance", ShowMarkers = true)
|> Figure.style "Merged factors against the mean of the weights" "how far the experts moved" "relative distance" StyleParam.AxisType.Linear
|> show

(**
## Rank

One expert's bound is $n^2 k$. Merged factors keep it; a mean of weights can reach $N_e$ times as much, which no single expert could then hold.
*)
let bound = Layer.rankBound start
let rankOfFactors = Rank.numeric (Layer.weight (factors (bank 1.0)))
let rankOfWeights = Rank.numeric (weights (bank 1.0))
printfn $"bound of an expert {bound}, merged factors {rankOfFactors}, mean of weights {rankOfWeights}, width {start.In}"

(**
## The laws

On the modules of `Harness.Adapters`: what inference runs, that its size does not depend on the number of experts, and that AdaMix does average weights.
*)
let chosen = [ "merge"; "mean-weights" ] |> List.collect (fun text -> Laws.all |> Laws.matching text) |> List.filter (fun law -> not (law.Id.EndsWith ".merge"))
let results = chosen |> Laws.check { RunOptions.Default with Cases = cases; Workers = 2 }
show results

(**
## Results

Compared with `notebooks/expectations/merging-experts.json` whenever the notebook runs with the parameters above.
*)
export "rank of merged factors" rankOfFactors
export "rank of the mean of weights" rankOfWeights
export "distance of equal experts" (apart 0.0)
export "distance after moving by 0.1" (apart 0.1)
export "laws that fail" (results |> List.filter (fun law -> not law.Passed) |> List.length)

(**
## Environment
*)
environment ()
