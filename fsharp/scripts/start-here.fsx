(**
# Start here

**What this is:** a harness that reproduces two papers on parameter-efficient tuning of vision-language models, MixPHM (arXiv 2303.01239) and routing
functions (arXiv 2403.09377), in C# (mechanism) and F# (meaning). This notebook walks once through what it offers: results, tables, laws, counts, claims.

**Cost:** half a minute on one core; results are the committed ones.
*)
#load "harness.fsx"

open Harness.Laws
open Harness.Paper
open Harness.Paper.Claims
open Harness.Paper.Results
open Harness.Paper.Tables

(**
## Parameters

`results` is a committed result set; `cases` is how often each law is tried.
*)
// %% parameters
let results = "paper/mixphm/results/proxy"
let cases = 100

(**
## Results are data

A result set holds one row a run, with everything that is behind it: configuration, commit, environment, predictions. `ResultFrame` gives it as a data frame.
*)
let set = ResultFiles.read (inRepository results)
printfn $"{set.Rows.Length} runs of {(ResultFrame.means set).RowCount} methods at {(ResultFrame.means set).ColumnCount} sizes"

(**
## A table has five faces

One model gives LaTeX, Markdown, CSV, HTML and plain text. A cell is bold only where an exact paired test distinguishes it.
*)
let table = List.head (MainTable.all set)
printfn "%s" (Console.render table)

(**
## Laws

A law is a value with a statement, the item of a paper that it supports, and cases that FsCheck draws. A failure comes with a shrunk counter-example and the line that repeats it.
*)
let laws = Laws.all |> Runner.run { RunOptions.Default with Cases = cases; Filter = "kronecker." } ignore
show laws

(**
## Counts

What each method trains on the backbone of the first paper, by formula; no weight is allocated.
*)
let methods = [ "full"; "bitfit"; "lora"; "compacter"; "houlsby"; "pfeiffer"; "adamix"; "mixphm" ]
show (CountTable.build "counts" "Trained numbers of the comparison on VL-T5 base" [ "vl-t5-base" ] methods)

(**
## Claims

Each claim of the papers has a verdict that is computed from counts, laws and runs. The reports show the evidence.
*)
let claims = PaperOutputs(inRepository "paper").Claims "mixphm"
claims |> Seq.countBy (fun c -> c.Scope, c.Verdict) |> Seq.sort |> Seq.iter (fun ((scope, verdict), n) -> printfn $"{scope}, {verdict}: {n}")

(**
## Results

Compared with `notebooks/expectations/start-here.json` whenever the notebook runs with the parameters above.
*)
export "runs" set.Rows.Length
export "laws that fail" (laws |> Seq.filter (fun law -> not law.Passed) |> Seq.length)
export "MixPHM trains" (Counts.find "vl-t5-base" "mixphm" |> Option.get)
export "structural claims not reproduced" (claims |> Seq.filter (fun c -> c.Scope = "structural" && c.Verdict <> "reproduced") |> Seq.length)

(**
## Environment
*)
environment ()
