(**
# Drawing experts, and what inference does with them

**Reproduces:** the four inference levels of MixPHM's code (CVPR 2023, arXiv 2303.01239; AdaMix, arXiv 2205.12410): each token or each sample takes an expert at random, outputs are
averaged, or weights are. The paper's choice is the last. Its table of the four could not be read; what the levels are is shown here.

**Cost:** some seconds on one core; the runs at the end are committed ones.
*)
#load "harness.fsx"

open Harness.Adapters
open Harness.Adapters.Sites
open Harness.Adapters.Phm
open Harness.Data.Sampling
open Harness.Laws
open Harness.Paper.Report
open Harness.Paper.Results
open Harness.Paper.Tables
open Harness.Training.Sampling
open TorchSharp

(**
## Parameters

`experts` is $N_e$; `spread` says how far training has moved every trained tensor; each level answers `draws` times.
*)
// %% parameters
let experts = 4
let spread = 0.05
let draws = 8
let cases = 50

(**
## A model with experts that differ

The small VL-T5 with fresh weights, and MixPHM moved away from its start, at which all experts are equal.
*)
open Harness.Backbones.VlT5Models

let build level count =
    use generator = new torch.Generator(7UL)
    let model = new VlT5(VlT5Config.Small 60L, generator)
    let method = MixPhmMethod(ReductionFactor = 2, NumExperts = count, Level = level)
    method.Apply(model, generator)
    use _ = torch.no_grad ()
    for struct (_, p) in PeftMethod.Trainable model do p.add_(torch.randn(p.shape, generator = generator) * spread.ToScalar()) |> ignore
    model.eval ()
    model

(**
## One input, answered several times

What the encoder makes of eight tokens and eight regions; only the draw of experts differs from time to time.
*)
let ids, features, boxes = torch.arange(3L, 11L).reshape(1L, 8L), torch.ones(1L, 8L, 128L), torch.ones(1L, 8L, 4L) * 0.5.ToScalar()
let encode (model: VlT5) (draw: int) =
    use _ = torch.no_grad ()
    use context = new PassContext(Experts = ExpertDraw(RandomStream.Root(int64 draw).Sub "experts"))
    model.Encode(ids, null, features, boxes, context).State.data<float32>().ToArray() |> Array.map float
let answers level = let model = build level experts in [ for draw in 1..draws -> encode model draw ]
let byLevel = [ for level in 0..3 -> level, answers level ]

(**
## What the draw changes

Distances relative to the mean answer. Two levels answer differently every time; the means do not, and the mean of weights is not quite the mean of outputs.
*)
let norm (x: float[]) = sqrt (Array.sumBy (fun v -> v * v) x)
let apart x y = norm (Array.map2 (-) x y) / norm y
let average (xs: float[] list) = xs |> List.reduce (Array.map2 (+)) |> Array.map (fun v -> v / float xs.Length)
let spreadOf (xs: float[] list) = xs |> List.map (fun x -> apart x (average xs)) |> List.max
let outputs = byLevel |> List.find (fun (level, _) -> level = 2) |> snd |> List.head
let names = [ "a draw a token"; "a draw a sample"; "mean of outputs"; "mean of weights" ]

{ Id = "levels"; Caption = $"{draws} answers of each level, {experts} experts"; N = 0; Notes = []
  Columns = [ Table.column "Level" ""; Table.column "Inference" ""; Table.column "largest distance from their mean" ""; Table.column "their mean from the mean of outputs" "" ]
  Rows = [ for (level, xs), name in List.zip byLevel names -> Table.plain [ Text(string level); Text name; Number(spreadOf xs, 6); Number(apart (average xs) outputs, 6) ] ] }
|> show

(**
## What it does to scores

From committed runs: the same training, inference by the mean of outputs instead of the mean of weights.
*)
let ledger = PaperText.readDiscrepancies (inRepository "paper/mixphm/discrepancies.json")
let measured = ResultFiles.read (inRepository "paper/mixphm/results/discrepancies")
let effect, _ = ledger |> List.find (fun d -> d.Id = "merge") |> MeasuredEffects.describe measured
printfn "%s" effect

(**
## The laws

The last one but one is why the paper averages weights: the merged expert is as large as one expert, however many were trained, so that inference costs no more with many.
*)
let chosen = [ "mixphm.levels-agree"; "mixphm.merges-factors"; "mixphm.merged-forward"; "mixphm.merged-size"; "mixphm.one-expert" ]
let laws = Laws.all |> List.filter (fun l -> List.contains l.Id chosen) |> List.map (Runner.check { RunOptions.Default with Cases = cases })
show laws

(**
## Results

Compared with `notebooks/expectations/mixphm-experts.json` whenever the notebook runs with the parameters above.
*)
for level, xs in byLevel do
    export $"answers of level {level} that differ" (xs |> List.distinct |> List.length)
export "mean of weights from mean of outputs" (apart (snd byLevel[3]).Head outputs)
export "laws that fail" (laws |> List.filter (fun law -> not law.Passed) |> List.length)

(**
## Environment
*)
environment ()
