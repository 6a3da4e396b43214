(**
# Routing functions: COCO captions with a decoder

**Reproduces:** none of the paper's numbers, and says so: the table of COCO captions in the routing paper (ECCV 2024, arXiv 2403.09377) could not be read; runs of a small stand-in are in `paper/routing/report.md`. What is
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
reference |> List.filter (fun t -> List.contains t.Id [ "reference-captions"; "reference-training_setup" ]) |> List.iter show

(**
## What each row trains

No function adds a number: each row trains what the row without routing trains.
*)
let functions = [ ""; "-element_mul"; "-element_add"; "-vllora"; "-element_mul_expand" ]
let rows = [ for method in [ "lora-r128"; "adapter-r128" ] do for f in functions -> method + f ]
let backbones = [ "gpt2"; "gpt2-medium" ]
show (CountTable.build "counts" "Trained numbers, without an answer head" backbones rows)

(**
## What decoding needs

With a cache of earlier tokens a function must be local to a token; on a fused attention the released code couples query and value.
*)
let ids = [ "routing.element-mul-local"; "routing.element-add-local"; "routing.vllora-local"; "routing.element-mul-expand-local"; "routed.joint" ]
let laws = Laws.all |> List.filter (fun l -> List.contains l.Id ids) |> List.map (Runner.check { RunOptions.Default with Cases = cases })
show laws

(**
## Results

Compared with `notebooks/expectations/routing-captions.json` whenever the notebook runs with the parameters above.
*)
let find = Counts.finder ()
let counts backbone method = [ for f in functions -> find backbone (method + f) ] |> List.distinct
for backbone in backbones do
    for method in [ "lora-r128"; "adapter-r128" ] do
        export $"distinct counts of {method} on {backbone}" (counts backbone method).Length
export "laws that fail" (laws |> Seq.filter (fun law -> not law.Passed) |> Seq.length)
