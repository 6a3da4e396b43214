(**
# MixPHM: score against the weight α

**Reproduces:** a slice of the α figure of MixPHM (CVPR 2023, arXiv 2303.01239): the weight of both terms of the redundancy regularisation. StampScenes, a small VL-T5, one
size, 400 steps, three seeds: no number here may be compared with the paper's. The paper's figure could not be read; that it peaks at 0.2 is remembered, unverified.

**Cost:** seconds; the runs are the committed ones. `./harness sweep paper/mixphm/experiments/proxy-ablations.yaml experiment=alpha` makes them again.
*)
#load "harness.fsx"

open Harness.Paper
open Harness.Paper.Figures
open Harness.Paper.Results
open Harness.Paper.Tables

(**
## Parameters

`results` is a committed result set that holds the experiment `alpha`.
*)
// %% parameters
let results = "paper/mixphm/results/proxy"

(**
## The figure

The line is the mean over seeds, small dots are single seeds.
*)
let set = ResultFiles.read (inRepository results)
let figures = Sweeps.all set |> List.filter (fun f -> f.Id.StartsWith "alpha")
figures |> List.iter show

(**
## Its numbers
*)
AblationTable.all set |> List.filter (fun t -> t.Id.StartsWith "alpha") |> List.iter show

(**
## Results

Compared with `notebooks/expectations/mixphm-alpha.json` whenever the notebook runs with the parameters above.
*)
let best = ResultSet.experiment "alpha" set |> fun s -> s.Rows |> List.groupBy (fun r -> r.Variant) |> List.map (fun (v, rows) -> v, rows |> List.averageBy (fun r -> r.Score))
export "weights" best.Length
export "spread of the means" (List.max (List.map snd best) - List.min (List.map snd best))

(**
## Environment
*)
environment ()
