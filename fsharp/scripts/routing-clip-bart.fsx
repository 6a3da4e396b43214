(**
# Routing functions: four tasks with CLIP-BART

**Reproduces:** nothing yet, and says so: the table of VQA v2, GQA, NLVR2 and COCO with CLIP-BART in the routing paper (ECCV 2024, arXiv 2403.09377) could not be read, and no run of it has been made. What is
exact of it is checked here: what each row trains, and what the functions are. `./harness reproduce routing` fills the table once its experiments exist.

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
reference |> List.filter (fun t -> List.contains t.Id [ "reference-clip-bart"; "reference-vl-adapter"; "reference-vl-adapter-ablation" ]) |> List.iter show

(**
## What each row trains

No function adds a number: each row trains what the row without routing trains.
*)
let functions = [ ""; "-element_mul"; "-element_add"; "-vllora"; "-element_mul_expand" ]
let rows = [ for method in [ "single-adapter"; "single-lora" ] do for f in functions -> method + f ]
let backbones = [ "clip-bart-base" ]
show (CountTable.build "counts" "Trained numbers, without an answer head" backbones rows)

(**
## Several vision tokens

CLIP-BART has 36 vision tokens; the product with the transpose does not mind their order, and the released reshape is another function there.
*)
let ids = [ "routing.vllora-picture-order"; "routing.reshape-scrambles"; "routing.reshape-one-token"; "routed.cross-attention-one-key" ]
let laws = Laws.all |> List.filter (fun l -> List.contains l.Id ids) |> List.map (Runner.check { RunOptions.Default with Cases = cases })
show laws

(**
## Results

Compared with `notebooks/expectations/routing-clip-bart.json` whenever the notebook runs with the parameters above.
*)
let find = Counts.finder ()
let counts backbone method = [ for f in functions -> find backbone (method + f) ] |> List.distinct
for backbone in backbones do
    for method in [ "single-adapter"; "single-lora" ] do
        export $"distinct counts of {method} on {backbone}" (counts backbone method).Length
export "laws that fail" (laws |> Seq.filter (fun law -> not law.Passed) |> Seq.length)
