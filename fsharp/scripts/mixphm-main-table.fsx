(**
# MixPHM: main table and trade-off figure

**Reproduces:** the main table and figure 1 of MixPHM (CVPR 2023, arXiv 2303.01239) at scale proxy: StampScenes, EmojiVQA and a
small VL-T5 in place of VQA v2, GQA, OK-VQA and VL-T5 base, so no number here may be compared with the paper's.

**Cost:** seconds; the runs are the committed ones. `./harness sweep paper/mixphm/experiments/proxy.yaml` makes them again; `./harness reproduce mixphm`
makes a few of them again in two minutes and sets them beside the stored ones.
*)
#load "harness.fsx"

open Harness.Laws
open Harness.Paper
open Harness.Paper.Report
open Harness.Paper.Results
open Harness.Paper.Tables

(**
## Parameters

`results` is a committed result set of `scale`; `cases` is how often each law is tried.
*)
// %% parameters
let scale = "proxy"
let results = "paper/mixphm/results/proxy"
let cases = 100

(**
## The runs

One row a run: method, number of training questions $N_D$, seed, and the test score of the checkpoint that was best on dev.
*)
let set = ResultFiles.read (inRepository results) |> ResultSet.main
printfn $"{set.Rows.Length} runs of {set.Scale} scale"

(**
## The table

Mean and sample standard deviation over seeds. The two rows below the line look at no picture: a model that sees the question alone, and
the most frequent answer of each kind of question.
*)
let tables = MainTable.all set
tables |> List.iter show

(**
## The figure

The share of the backbone that a method trains against its score, and the scores over $N_D$.
*)
Sections.figures set |> List.iter show

(**
## Two laws, checked again

Inference merges the factors of the experts, which is not the mean of their weights; and a factored layer computes what the layer with its
Kronecker sum written out computes.
*)
let laws =
    [ "mixphm.merges-factors"; "phm.factored" ]
    |> List.collect (fun id -> Laws.all |> Runner.run { RunOptions.Default with Cases = cases; Filter = id } ignore |> List.ofSeq)
show laws

(**
## Verdicts

Computed from counts, laws and the runs above. Statements about the paper's own data stay "not-attempted".
*)
let claims = PaperOutputs(inRepository "paper").Claims("mixphm", scale, inRepository results)
claims |> Seq.countBy (fun claim -> claim.Verdict) |> Seq.sort |> Seq.iter (fun (verdict, count) -> printfn $"{verdict}: {count}")

(**
## Results

Compared with `notebooks/expectations/mixphm-main-table.json` whenever the notebook runs with the parameters above.
*)
let score name size =
    (set |> ResultSet.onDataset "stamp-scenes").Rows |> List.filter (fun row -> row.Method = name && row.ND = size) |> List.averageBy (fun row -> row.Score)
for size in [ 64; 500 ] do
    export $"MixPHM at {size}" (score "mixphm" size)
    export $"full finetuning at {size}" (score "full" size)
    export $"blind at {size}" (score "blind" size)
export "laws that fail" (laws |> List.filter (fun law -> not law.Passed) |> List.length)

(**
## Environment

Where the runs were made.
*)
for place in set.Surroundings do
    printfn $"{place.Runs} runs: {place.Cpu}; {place.Blas}; torch {place.Torch} ({place.Packages} packages); {place.Os}; {place.Dotnet}; commit {place.Commit}"
environment ()
