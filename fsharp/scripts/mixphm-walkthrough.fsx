(**
# MixPHM: from equation to table

**Reproduces:** the method section of MixPHM (CVPR 2023, arXiv 2303.01239), formula by formula: a Kronecker sum, the PHM layer made of it, the mixture of such layers, the
regulariser, each with the code that the experiments run and the laws that it answers to; at the end the row of the table that it buys.

**Cost:** some seconds on one core; the runs behind the table are the committed ones.
*)
#load "harness.fsx"

open Harness.Adapters.Redundancy
open Harness.Laws
open Harness.Laws.Phm
open Harness.Laws.Torch
open Harness.Paper.Claims
open Harness.Paper.Figures
open Harness.Paper.Results
open Harness.Paper.Tables
open Plotly.NET

(**
## Parameters

The layer of the drawings has $n$ summands of rank $k$ and blocks of `block` × `block`; `experts` are mixed; `cases` is how often each law is tried.
*)
// %% parameters
let n = 4
let k = 2
let block = 6
let experts = 4
let cases = 50

(**
## A Kronecker product

$A \otimes B$ puts a copy of $B$, scaled by $A_{ij}$, at block $(i, j)$. Drawn: $A$, $B$ and the product, row 0 at the top; grey is zero, blue negative, red positive.
*)
let layer = Layer.ofCase { Sizes = [ "n", n; "a", block; "b", block; "k", k ]; Spread = 5; Seed = 1 }
let draw (name: string) (m: Matrix.Matrix) =
    let rows = [ for i in 0 .. Array2D.length1 m - 1 -> [ for j in 0 .. Array2D.length2 m - 1 -> m[i, j] ] ]
    Chart.Heatmap(zData = rows, ShowScale = false, ColorScale = StyleParam.Colorscale.RdBu)
    |> GenericChart.mapTrace (fun trace -> trace.SetProperty("zmid", 0.0); trace)
    |> Chart.withYAxis (LayoutObjects.LinearAxis.init (AutoRange = StyleParam.AutoRange.Reversed))
    |> Chart.withXAxisStyle (TitleText = name)
let beside title charts = charts |> Chart.Grid(1, List.length charts) |> Chart.withSize (900, 360) |> Chart.withTitle (title: string)
let b1 = Matrix.multiply layer.Left.Head layer.Right.Head
[ draw "A" layer.Rule.Head; draw "B = T·U" b1; draw "A ⊗ B" (Matrix.kron layer.Rule.Head b1) ] |> beside "One summand" |> show
let kronecker = Laws.all |> Laws.matching "kronecker." |> Laws.check { RunOptions.Default with Cases = cases; Workers = 2 }
show kronecker

(**
## The PHM layer

$W = \sum_{i=1}^{n} A_i \otimes (T_i U_i)$. One summand has rank at most $n \cdot k$, the sum $n^2 k$: many dimensions from few parameters.
*)
let sums = List.map3 (fun a t u -> Matrix.kron a (Matrix.multiply t u)) layer.Rule layer.Left layer.Right |> List.scan Matrix.add (Array2D.zeroCreate layer.In layer.Out) |> List.tail
[ for i, w in List.indexed sums -> draw $"""{i + 1} summand{if i = 0 then "" else "s"}, rank {Rank.exact w}""" w ] |> beside "W, summand by summand" |> show

let phm = Laws.all |> Laws.matching "phm." |> Laws.check { RunOptions.Default with Cases = cases; Workers = 2 }
show phm

(**
## The mixture

In training one expert is drawn a pass; at inference the experts become one, each factor the mean of theirs: not the mean of their weights.
*)
let moved e = { layer with Right = (Layer.ofCase { Sizes = [ "n", n; "a", block; "b", block; "k", k ]; Spread = 5; Seed = 1 + e }).Right }
let bank = [ for e in 1 .. experts -> moved e ]
let mean (ms: Matrix.Matrix list) = ms |> List.reduce Matrix.add |> Matrix.scale (1.0 / float ms.Length)
let merged = { layer with Right = bank |> List.map _.Right |> List.transpose |> List.map mean }
[ draw "an expert" (Layer.weight bank.Head); draw "another" (Layer.weight bank[1]); draw "merged" (Layer.weight merged) ] |> beside "Experts share A and T" |> show

let mixture = Laws.all |> Laws.matching "mixphm." |> Laws.check { RunOptions.Default with Cases = cases / 4; Workers = 2 }
show mixture

(**
## The regulariser

Term I, $\lambda / B \sum_{i \neq j} C_{ij}^2$ with $C = \hat H_a^\top \hat H$, is zero where no feature of the branch $h_a$ goes with another feature of the state $h$. Drawn: its value for a branch that is
$h$ with its features turned by an angle: 0 leaves each with itself, 90° hands it to its neighbour.
*)
let tokens, width = 32, 2
let h = Case.matrix "h" tokens width { Sizes = []; Spread = 50; Seed = 3 }
let termOne angle =
    let c, s = cos (angle * System.Math.PI / 180.0), sin (angle * System.Math.PI / 180.0)
    RedundancyTerm.Loss(Bridge.tensor (Matrix.multiply h (array2D [ [ c; s ]; [ -s; c ] ])), Bridge.tensor h, 1L, RedundancyOptions.PublishedLambda).item<float> ()
Chart.Line(xy = [ for angle in 0.0 .. 5.0 .. 180.0 -> angle, termOne angle ], Name = "term I")
|> Figure.style "Term I of the regulariser" "angle in degrees" "loss" StyleParam.AxisType.Linear
|> show

let redundancy = Laws.all |> Laws.matching "redundancy." |> Laws.check { RunOptions.Default with Cases = cases; Workers = 2 }
show redundancy

(**
## What it buys

Trainable parameters on the paper's backbone, and scores of the committed runs.
*)
show (CountTable.build "counts" "Trainable parameters on VL-T5 base" [ "vl-t5-base" ] [ "full"; "lora"; "compacter"; "pfeiffer"; "adamix"; "mixphm" ])
ResultFiles.read (inRepository "paper/mixphm/results/proxy") |> MainTable.all |> List.iter show

(**
## Results

Compared with `notebooks/expectations/mixphm-walkthrough.json` whenever the notebook runs with the parameters above.
*)
export "rank, summand by summand" (sums |> List.map Rank.exact)
export "rank of an expert" (Rank.exact (Layer.weight bank.Head))
export "term I grows from 0 to 90 degrees" (termOne 0.0 < termOne 90.0)
export "MixPHM trains" (Counts.find "vl-t5-base" "mixphm" |> Option.get)
export "laws that fail" (kronecker @ phm @ mixture @ redundancy |> List.filter (fun law -> not law.Passed) |> List.length)

(**
## Environment
*)
environment ()
