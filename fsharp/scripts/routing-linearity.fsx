(**
# Routing functions: where they are linear, and what they do not notice

**Reproduces:** the method section of the routing paper (ECCV 2024, arXiv 2403.09377), which calls its four functions linear operations without
parameters; the variants of the released code beside them.

**Cost:** some seconds on one core; no data, no weights. Entries are small whole numbers, so that equality needs no tolerance.
*)
#load "harness.fsx"

open Harness.Adapters.Routing
open Harness.Laws
open Harness.Laws.Routing
open Harness.Paper.Figures
open Harness.Paper.Tables
open Plotly.NET

(**
## Parameters

`cases` is how often each law is tried; `width` is the bottleneck of the figure.
*)
// %% parameters
let cases = 200
let width = 8

(**
## What is claimed of each function

$x_t$ is the text in the bottleneck, $x_v$ the picture. The table is the one that the laws read: how a function depends on either argument, its
degree in both, and what a rotation of the bottleneck does to it.
*)
let text (value: obj) = Text(string value)
let header = [ "Function"; "in the text"; "in the picture"; "Degree"; "Rotation"; "Token by token" ]

{ Id = "functions"; Caption = "Routing functions"; N = 0; Notes = []
  Columns = header |> List.map (fun name -> Table.column name "")
  Rows = [ for f in Functions.table -> Table.plain [ text f.Id; text f.Text; text f.Picture; text f.Degree; text f.Rotation; text f.Local ] ] }
|> show

(**
## The laws

Each is tried on random sizes: tokens, width of the bottleneck, vision tokens. "Counter-examples" are laws too: generic draws must show that the
function is *not* what it is said not to be.
*)
let options = { RunOptions.Default with Cases = cases; Workers = 2 }
let results = Laws.all |> Laws.matching "routing." |> Laws.check options
show results

(**
## A rotation, by hand

Turning the bottleneck by $Q$ turns $x_t x_v^\top x_v$ with it: the update $W_{up}\,\rho$ stays. The element-wise product does not turn with it.
*)
let a, v = array2D [ [ 1.0; 2.0 ] ], array2D [ [ 3.0; -1.0 ] ]
let q = array2D [ [ 0.6; 0.8 ]; [ -0.8; 0.6 ] ]
let apart f =
    let rho x y = Functions.own f Transposition.Transpose x y
    Matrix.distance (Matrix.multiply (rho a v) q) (rho (Matrix.multiply a q) (Matrix.multiply v q))

for f in Functions.table do
    printfn $"{f.Id,-24} {apart f.Function:F3}"

(**
## How many dimensions an update has

For one picture of $V$ tokens the text moves $x_t x_v^\top x_v$ along $\min(V, r)$ dimensions, the product with $x''_v$ along one, however wide the
bottleneck; the element-wise functions use all of it.
*)
let draw tokens = { Sizes = [ "V", tokens; "r", width ]; Spread = 50; Seed = 1 }
let rank f tokens = (Functions.table |> List.find (fun row -> row.Function = f)).Rank(Case.matrix "v" tokens width (draw tokens))
let line name (f: RoutingFunction) tokens = Chart.Line(xy = [ for k in tokens -> k, rank f k ], Name = name, ShowMarkers = true)

[ line "x_t·x_vᵀ·x_v" RoutingFunction.Vllora [ 1 .. 12 ]
  line "x_t ∘ x'_v, x_t + x'_v" RoutingFunction.ElementAdd [ 1 ]
  line "x_t·x''_v" RoutingFunction.ElementMulExpand [ 1 ] ]
|> Chart.combine
|> Figure.style $"Dimensions of a routed update, r = {width}" "vision tokens V" "rank for one picture" StyleParam.AxisType.Linear
|> show

(**
## Results

Compared with `notebooks/expectations/routing-linearity.json` whenever the notebook runs with the parameters above.
*)
export "laws that fail" (results |> List.filter (fun law -> not law.Passed) |> List.length)
export "functions that turn with a rotation" (Functions.table |> List.filter (fun f -> apart f.Function < 1e-9) |> List.length)
export "rank with 3 vision tokens" (rank RoutingFunction.Vllora 3)

(**
## Environment
*)
environment ()
