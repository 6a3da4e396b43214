(**
# How many numbers each method trains

**Reproduces:** the column of trained parameters of MixPHM's main table (CVPR 2023, arXiv 2303.01239) on VL-T5 base, and how it grows with the
number of experts, the rank and the summands; LoRA and Adapter of the routing paper (ECCV 2024, arXiv 2403.09377) on RoBERTa and GPT-2.

**Cost:** seconds; backbones are built as shapes without weights. Every number is counted twice: by formula, and by going through the tensors.
*)
#load "harness.fsx"

open Harness.Adapters
open Harness.Adapters.Sites
open Harness.Adapters.Phm
open Harness.Adapters.Routing
open Harness.Laws
open Harness.Paper.Figures
open Harness.Paper.Tables
open Plotly.NET
open TorchSharp

(**
## Parameters

`experts`, `rank` and `n` are the published $N_e$, $d_k$ and $n$; `cases` is how often each law is tried.
*)
// %% parameters
let experts = 4
let rank = 8
let n = 4
let cases = 100

(**
## Counting

`enumerate` attaches a method to a backbone of shapes and adds up what trains; `ClosedForm` needs widths alone.
*)
open Harness.Backbones.Gpt2Models
open Harness.Backbones.RobertaModels
open Harness.Backbones.VlT5Models

let vlT5 () : IBackbone = new VlT5(VlT5Config.Base, device = torch.META)
let roberta () : IBackbone = new Roberta(RobertaConfig(), device = torch.META)
let gpt2 () : IBackbone = new Gpt2(Gpt2Config(), device = torch.META)
let enumerate (method: PeftMethod) (backbone: unit -> IBackbone) = Counts.Methods.enumerate method (backbone ())
let counted (method: PeftMethod) backbone = method.ClosedForm(backbone ()), enumerate method backbone

(**
## MixPHM's comparison

The share is that of VL-T5 base as pre-trained, 224,538,624 numbers.
*)
let total = float (vlT5().ClosedFormTotal.Value)
let row name method backbone =
    let formula, found = counted method backbone
    Table.plain [ Text name; Count formula; Count found; Number(100.0 * float found / total, 3) ]

{ Id = "mixphm"; Caption = "VL-T5 base"; N = 0; Notes = []
  Columns = [ Table.column "Method" ""; Table.column "by formula" ""; Table.column "enumerated" ""; Table.column "Share" "% of VL-T5 base" ]
  Rows = [ for entry in Catalogue.MixPhmBase -> row entry.Row entry.Method vlT5 ] }
|> show

(**
## What the sizes of MixPHM cost

Experts and rank are what costs; $n$ enters with $n^3$ numbers for the whole network, so that it is free in practice.
*)
let mixphm e k s = MixPhmMethod(NumExperts = e, PhmRank = k, HypercomplexDivision = s).ClosedForm(vlT5 ())
let line name points = Chart.Line(xy = points, Name = name, ShowMarkers = true)

[ line "experts N_e" [ for e in [ 1; 2; 4; 8; 16 ] -> e, mixphm e rank n ]
  line "rank d_k" [ for k in [ 1; 2; 4; 8; 16 ] -> k, mixphm experts k n ]
  line "summands n" [ for s in [ 1; 2; 4; 8; 16 ] -> s, mixphm experts rank s ] ]
|> Chart.combine
|> Figure.style "Trained numbers of MixPHM, one size changed at a time" "size" "trained numbers" StyleParam.AxisType.Log
|> show

(**
## The routing paper's modules

LoRA and Adapter of the same rank cost nearly the same on RoBERTa; on GPT-2 one module serves a whole block. A routing function adds nothing.
*)
let lora f = RoutingLoraMethod(R = 128, Routing = f, TrainLayerNorm = false, TrainTargetBias = false) :> PeftMethod
let adapter f shared = RoutingAdapterMethod(R = 128, Routing = f, TrainLayerNorm = false, SharedPerBlock = shared) :> PeftMethod

for f in [ RoutingFunction.None; RoutingFunction.ElementAdd; RoutingFunction.Vllora ] do
    printfn $"{f,-12} RoBERTa: LoRA {enumerate (lora f) roberta:N0}, Adapter {enumerate (adapter f false) roberta:N0}"
    printfn $"""{"",-12} GPT-2:   LoRA {enumerate (lora f) gpt2:N0}, Adapter {enumerate (adapter f true) gpt2:N0}"""

(**
## The laws

Formula against enumeration and against the formulas written out, on random small backbones of three families.
*)
let results = Laws.all |> Laws.matching "count." |> Laws.check { RunOptions.Default with Cases = cases; Workers = 2 }
show results

(**
## Results

Compared with `notebooks/expectations/parameter-counts.json` whenever the notebook runs with the parameters above.
*)
export "MixPHM" (mixphm experts rank n)
export "RoBERTa LoRA 128" (enumerate (lora RoutingFunction.ElementAdd) roberta)
export "GPT-2 Adapter 128" (enumerate (adapter RoutingFunction.ElementAdd true) gpt2)
export "laws that fail" (results |> List.filter (fun law -> not law.Passed) |> List.length)

(**
## Environment
*)
environment ()
