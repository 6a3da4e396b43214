(**
# Routing functions: the ablations that the code offers

**Reproduces:** of the ablations of the routing paper (ECCV 2024, arXiv 2403.09377) what can be exact, and the effect of a few of them on the small VL-T5. Which of them the paper prints, and what
they gave, could not be read; the list is that of the released code's options.

**Cost:** seconds on one core; the runs are the committed ones, `./harness sweep paper/routing/experiments/discrepancies.yaml` makes them again.
*)
#load "harness.fsx"

open Harness.Adapters
open Harness.Adapters.Sites
open Harness.Adapters.Routing
open Harness.Backbones.RobertaModels
open Harness.Laws
open Harness.Paper.Report
open Harness.Paper.Results
open Harness.Paper.Tables
open TorchSharp

(**
## Parameters

`cases` is how often each law is tried.
*)
// %% parameters
let cases = 100

(**
## The list

Each ablation with the key that asks for it here.
*)
ReferenceTable.all (inRepository "paper/routing/reference") |> List.filter (fun t -> t.Id = "reference-ablations") |> List.iter show

(**
## Ranks

What LoRA and Adapter train as the rank $r$ grows: in proportion, since a routing function has no number of its own.
*)
let roberta () : IBackbone = new Roberta(RobertaConfig(), device = torch.META)
let lora r = RoutingLoraMethod(R = r, TrainLayerNorm = false, TrainTargetBias = false) :> PeftMethod
let adapter r = RoutingAdapterMethod(R = r, TrainLayerNorm = false) :> PeftMethod
let count (method: PeftMethod) = Counts.Methods.enumerate method (roberta ())
let ranks = [ 4; 16; 64; 128; 256 ]

{ Id = "ranks"; Caption = "Trained numbers on RoBERTa base"; N = 0; Notes = []
  Columns = Table.column "Method" "" :: [ for r in ranks -> Table.column $"r = {r}" "" ]
  Rows = [ for name, make in [ "LoRA", lora; "Adapter", adapter ] -> Table.plain (Text name :: [ for r in ranks -> Count(count (make r)) ]) ] }
|> show

(**
## Measured

Two seeds each on the small VL-T5 with 16 questions: enough to see what does not learn at all, and nothing finer.
*)
let measured = ResultFiles.read (inRepository "paper/routing/results/discrepancies")
let ledger = PaperText.readDiscrepancies (inRepository "paper/routing/discrepancies.json") |> List.filter (fun d -> d.Measured.IsSome)
for d in ledger do
    printfn $"{d.Id}: {fst (MeasuredEffects.describe measured d)}"

(**
## The laws

Why the place before the up-projection matters, what shared and separate projections are, what one key does to attention, and which function needs the whole sequence.
*)
let chosen = [ "routed.after-b-stuck"; "routed.joint"; "routed.cross-attention-one-key"; "routing.routing-xt-local"; "routing.reshape-one-token" ]
let laws = Laws.all |> List.filter (fun l -> List.contains l.Id chosen) |> List.map (Runner.check { RunOptions.Default with Cases = cases })
show laws

(**
## Results

Compared with `notebooks/expectations/routing-ablations.json` whenever the notebook runs with the parameters above.
*)
let score experiment = (ResultSet.experiment experiment measured).Rows |> List.averageBy (fun r -> r.Score)
export "LoRA 128" (count (lora 128))
export "Adapter 128" (count (adapter 128))
export "routing after the up-projection" (score "after-b")
export "routing before it" (score "product")
export "laws that fail" (laws |> List.filter (fun law -> not law.Passed) |> List.length)

(**
## Environment
*)
environment ()
