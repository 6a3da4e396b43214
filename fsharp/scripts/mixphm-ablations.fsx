(**
# MixPHM: ablations

**Reproduces:** slices of the ablations of MixPHM (CVPR 2023, arXiv 2303.01239): which term of the redundancy regularisation helps, how experts
are used at inference, and, beyond the paper, how large the adapter starts.
StampScenes, a small VL-T5, one size, 400 steps, three seeds: no number here may be compared with the paper's, whose own could not be read.

**Cost:** seconds; the runs are the committed ones. `./harness sweep paper/mixphm/experiments/proxy-ablations.yaml experiment=regulariser` makes those of the regulariser again, and so on
(`experiment=inference`, `experiment=start`).
*)
#load "harness.fsx"

open Harness.Paper
open Harness.Paper.Figures
open Harness.Paper.Results
open Harness.Paper.Tables

(**
## Parameters

`results` is a committed result set that holds the experiments.
*)
// %% parameters
let results = "paper/mixphm/results/proxy"

(**
## The tables

Mean and sample standard deviation over seeds. What cannot be told from the best is marked †.
*)
let set = ResultFiles.read (inRepository results)
let tables = AblationTable.all set |> List.filter (fun t -> not (t.Id.StartsWith "alpha"))
tables |> List.iter show

(**
## The figures

Bars are means, dots single seeds.
*)
Bars.all set |> List.iter show

(**
## What each step of sharing and decomposition saves

The counts of the paper's table on decomposition and sharing are exact; its scores were not seen.
*)
let reference = ReferenceTable.all (inRepository "paper/mixphm/reference")
reference |> List.filter (fun t -> t.Id = "reference-sharing_counts" || t.Id = "reference-sweep_counts") |> List.iter show

(**
## Results

Compared with `notebooks/expectations/mixphm-ablations.json` whenever the notebook runs with the parameters above.
*)
let mean (variant: string) =
    set.Rows |> List.filter (fun r -> r.Experiment = "regulariser" && Methods.title (RunRow.name r) = $"MixPHM, {variant}") |> List.averageBy (fun r -> r.Score)
for variant in [ "no regulariser"; "consistency"; "term I"; "term II"; "both terms" ] do
    export variant (mean variant)

(**
## Environment
*)
for place in set.Surroundings do
    printfn $"{place.Runs} runs: {place.Cpu}; {place.Blas}; torch {place.Torch} ({place.Packages} packages); commit {place.Commit}"
environment ()
