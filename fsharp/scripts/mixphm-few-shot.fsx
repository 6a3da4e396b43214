(**
# MixPHM: from a few questions to many

**Reproduces:** the low-resource protocol of MixPHM (CVPR 2023, arXiv 2303.01239) at scale proxy: scores over the number of training questions $N_D$, and how
the questions are drawn. StampScenes and a small VL-T5, so no number here may be compared with the paper's. Of the paper's comparison with few-shot models
(Frozen, PICa, FewVLM) nothing can be run here: their weights are not open, or not small.

**Cost:** seconds; the runs are the committed ones.
*)
#load "harness.fsx"

open System
open Harness.Data.Sampling
open Harness.Paper.Figures
open Harness.Paper.Results
open Harness.Paper.Statistics
open Harness.Paper.Tables

(**
## Parameters

`results` is a committed result set; `data` names its data set; gains are over `reference`.
*)
// %% parameters
let results = "paper/mixphm/results/proxy"
let data = "stamp-scenes"
let reference = "full"

(**
## The draw

The authors shuffle the whole pool with Python's generator: the first $N_D$ questions are for training, the next $N_D$ for development. The training questions of a size
are therefore those of every larger size too, and a question can be for development at one size and for training at the next.
*)
let drawn (seed: uint64) =
    let pool = [| 0..19 |]
    PythonRandom(seed).Shuffle pool
    pool
for seed in [ 13UL; 21UL ] do
    let pool, text = drawn seed, fun (questions: int[]) -> String.Join(" ", questions)
    printfn $"seed {seed}, N_D = 4: train {text pool[..3]}, dev {text pool[4..7]}; N_D = 8: train {text pool[..7]}"

(**
## The curves

Lines are means over seeds, bars what the caption says, small dots single seeds.
*)
let set = ResultFiles.read (inRepository results) |> ResultSet.main |> ResultSet.onDataset data
Curves.build set data |> Option.iter show

(**
## What training on more questions gives

Points gained from one size to the next, by method; the baselines that look at no picture gain little.
*)
let sizes = ResultSet.sizes set
let methods = ResultSet.distinct RunRow.name set |> Methods.sort
let mean name size = ResultSet.scores name size set |> Map.values |> Seq.average
let gains name = sizes |> List.pairwise |> List.map (fun (few, many) -> mean name many - mean name few)

{ Id = "gains"; Caption = "Points gained by more training questions"; N = 0; Notes = []
  Columns = Table.column "Method" "" :: [ for few, many in List.pairwise sizes -> Table.column $"N_D {few} to {many}" "points" ]
  Rows = [ for name in methods -> Table.plain (Text(Methods.title name) :: [ for gain in gains name -> Number(gain, 2) ]) ] }
|> show

(**
## Against full finetuning

Paired by seed. The exact test cannot go below the least p of the last columns: six seeds that all agree reach 0.03, three only 0.25.
*)
let against name size = Differences.bySeed (ResultSet.scores reference size set) (ResultSet.scores name size set)

{ Id = "against"; Caption = $"Points above {Methods.title reference}, and the smallest p that so many seeds can reach"; N = 0; Notes = []
  Columns = Table.column "Method" "" :: [ for size in sizes do Table.column $"N_D = {size}" "points"; Table.column $"least p at {size}" "" ]
  Rows = [ for name in methods do if name <> reference then Table.plain (Text(Methods.title name) :: [ for s in sizes do let d = against name s in Number(d.Mean, 2); Number(d.SmallestReachable, 2) ]) ] }
|> show

(**
## Results

Compared with `notebooks/expectations/mixphm-few-shot.json` whenever the notebook runs with the parameters above.
*)
export "first question drawn with seed 13" (drawn 13UL).[0]
export "gain of MixPHM from the first to the last size" (List.sum (gains "mixphm"))
export "gain of the majority answer" (List.sum (gains "majority"))
export "MixPHM above full finetuning at the first size" (against "mixphm" sizes.Head).Mean

(**
## Environment
*)
environment ()
