(**
# Routing functions: VQA v2 with an encoder

**Reproduces:** none of the paper's numbers, and says so: the table of VQA v2 in the routing paper (ECCV 2024, arXiv 2403.09377) could not be read; runs of a small stand-in are in `paper/routing/report.md`. What is
exact of it is checked here: what each row trains, and what the functions are. `./harness reproduce routing` fills a table of a small stand-in.

**Cost:** seconds on one core; no data, no weights.
*)
#load "harness.fsx"

open Harness.Laws
open Harness.Paper.Claims
open Harness.Paper.Tables

(**
## Parameters

`cases` is how often each law is tried.
*)
// %% parameters
let cases = 100

(**
## The table

Its layout follows the released code; every score that nobody here has seen is empty.
*)
let reference = ReferenceTable.all (inRepository "paper/routing/reference")
reference |> List.filter (fun t -> List.contains t.Id [ "reference-vqa"; "reference-claims" ]) |> List.iter show

(**
## What each row trains

No function adds a number: each row trains what the row without routing trains.
*)
let functions = [ ""; "-element_mul"; "-element_add"; "-vllora"; "-element_mul_expand" ]
let rows = [ for method in [ "lora-r128"; "adapter-r64" ] do for f in functions -> method + f ]
let backbones = [ "roberta-base"; "roberta-large" ]
show (CountTable.build "counts" "Trained numbers, without an answer head" backbones rows)

(**
## Where each update starts and what it may look like

A routed update starts at zero, is of rank one for one picture where the formula says so, and cannot be merged.
*)
let ids = [ "routing_lora.identity-at-start"; "routing_lora.merge"; "routing.element-mul-rank"; "routing.vllora-rank"; "routing.element-mul-expand-rank" ]
let laws = Laws.all |> List.filter (fun l -> List.contains l.Id ids) |> List.map (Runner.check { RunOptions.Default with Cases = cases })
show laws

(**
## Results

Compared with `notebooks/expectations/routing-vqa.json` whenever the notebook runs with the parameters above.
*)
let find = Counts.finder ()
let counts backbone method = [ for f in functions -> find backbone (method + f) ] |> List.distinct
for backbone in backbones do
    for method in [ "lora-r128"; "adapter-r64" ] do
        export $"distinct counts of {method} on {backbone}" (counts backbone method).Length
export "laws that fail" (laws |> Seq.filter (fun law -> not law.Passed) |> Seq.length)
