(**
# MixPHM: the main table and its trade-off figure

**Reproduces:** the main table of MixPHM (CVPR 2023, arXiv 2303.01239), methods by number of training questions $N_D$, and the figure
that sets trained parameters against score. At the `quick` scale the data set and the backbone are small stand-ins: the shape
of the table is the paper's, its numbers are not comparable with the paper's.

**Cost:** seconds. The runs are read from the results that are committed with the sources; `./harness reproduce mixphm --scale quick`
makes them anew (minutes on two cores) and re-uses every run that it has made before.
*)
#load "harness.fsx"

open Harness.Laws
open Harness.Paper
open Harness.Paper.Report
open Harness.Paper.Results
open Harness.Paper.Tables

(**
## Parameters

`results` is a result set: the committed one, or `results/SCALE` below the output folder of a `reproduce` of your own.
*)
// %% parameters
let results = "paper/mixphm/results/quick"
let cases = 100

(** ## The runs *)
let set = inRepository results |> ResultFiles.read |> ResultSet.main
printfn $"{set.Rows.Length} runs at {set.Scale} scale; runs.csv has SHA-256 {ResultSet.digest set}"

(**
## Two laws, checked again

What the table's parameter column rests on: the layer's forward pass is that of the Kronecker sum, and its rank stays within the bound.
*)
let names = [ "phm.factored"; "phm.rank-bound" ]
let chosen = Laws.all |> List.filter (fun law -> List.contains law.Id names)
let laws = chosen |> Runner.run { RunOptions.Default with Cases = cases } ignore
laws

(** ## The table *)
MainTable.all set

(** ## The figures *)
Sections.figures set

(**
## The claims

Each verdict is computed from counts, laws and runs; claims about the paper's own data are not attempted at this scale.
*)
let verdicts = PaperOutputs(inRepository "paper").Claims "mixphm"
verdicts

(** ## Results, compared with the committed expectations *)
export "runs" set.Rows.Length
export "laws that hold" (laws |> Seq.filter _.Passed |> Seq.length)
export "verdicts" (verdicts |> Seq.map _.Verdict |> Seq.countBy id |> Seq.sort |> Seq.map string |> String.concat " ")

(** ## Where the runs were made *)
[ ReportTables.surroundings set; ReportTables.sources set; ReportTables.cost set ]
