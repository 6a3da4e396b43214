(**
# Routing functions: COCO captions with a decoder

**Reproduces:** the table of COCO captions (ViT and GPT-2) of the routing paper (ECCV 2024, arXiv 2403.09377), as far as it can be: its scores could not be read. What each row trains and what the
functions are is exact. Scores are those of a small ViT and GPT-2 on captions made from templates for StampScenes, so none may be compared with the paper's.

**Cost:** seconds on one core; no data, no weights. The runs are the committed ones; `./harness reproduce routing --scale proxy` makes them again.
*)
#load "harness.fsx"

open Harness.Laws
open Harness.Paper
open Harness.Paper.Claims
open Harness.Paper.Report
open Harness.Paper.Tables

(**
## Parameters

`cases` is how often each law is tried.
*)
// %% parameters
let cases = 100

(**
## What is known of the paper's table

Its scores could not be read; its rows are those that are counted below. What it says of them in its abstract, and how the released scripts train:
*)
let reference = ReferenceTable.all (inRepository "paper/routing/reference")
reference |> List.filter (fun t -> List.contains t.Id [ "reference-claims"; "reference-training_setup" ]) |> List.iter show

(**
## What each row trains

No function adds a number: each row trains what the row without routing trains.
*)
let backbones, methods = [ "gpt2"; "gpt2-medium" ], [ "lora-r128"; "adapter-r128" ]
show (CountTable.build "counts" "Trained numbers, without an answer head" backbones (CountTable.routed methods))

(**
## What decoding needs

With a cache of earlier tokens a function must be local to a token; on a fused attention the released code couples query and value.
*)
let ids = [ "routing.element-mul-local"; "routing.element-add-local"; "routing.vllora-local"; "routing.element-mul-expand-local"; "routed.joint" ]
let laws = Laws.all |> List.filter (fun l -> List.contains l.Id ids) |> List.map (Runner.check { RunOptions.Default with Cases = cases })
show laws

(**
## Scores of the small setting

A table for each scale that has been run. Only the row without a function and the rows with one answer the paper's question; the last rows do without the picture.
*)
let sets = RoutingGain.committed (inRepository "paper/routing") "main" "vit-gpt2-small"
if sets.IsEmpty then printfn "No run of it is committed; ./harness reproduce routing --scale proxy makes them."
for set in sets do
    Sections.tables set |> List.iter show

(**
## The figure

Bars are means over seeds, dots single seeds.
*)
for set in sets do
    Sections.figures set |> List.iter show

(**
## What may be said of it

Computed from the runs above: the best function beside no function, and what the better of the baselines gets without the picture. Then the claims that rest on these runs.
*)
let gains = sets |> List.collect RoutingGain.all
for gain in gains do
    printfn $"{gain.Sentence}"
PaperOutputs(inRepository "paper").Claims "routing" |> Seq.filter (fun c -> c.Id = "routing.caption.gain" || c.Sentence.Contains "on captions") |> show

(**
## Results

Compared with `notebooks/expectations/routing-captions.json` whenever the notebook runs with the parameters above. Other runs give other scores:
`./harness nb run --update-expectations` takes them over.
*)
for gain in gains do
    export $"{gain.Scale}, {gain.Method}: no routing" gain.Plain.Mean
    export $"{gain.Scale}, {gain.Method}: best function" gain.Routed.Mean
    gain.Floor |> Option.iter (fun floor -> export $"{gain.Scale}, {gain.Method}: without the picture" floor.Mean)
export "methods that a function makes larger" (CountTable.changedByRouting backbones methods).Length
export "laws that fail" (laws |> Seq.filter (fun law -> not law.Passed) |> Seq.length)

(**
## Environment
*)
environment ()
