(**
# MixPHM: redundancy by layer

**Reproduces:** the redundancy analysis of MixPHM (CVPR 2023, arXiv 2303.01239): how far the similarity structure of an adapter's output agrees with that of its
input, and with that of the final state. The analysis is not in the released code; its definition here is in `Harness.Paper.Analysis.LayerSimilarities`. StampScenes and a small
VL-T5 of two blocks a stack: no number here may be compared with the paper's.

**Cost:** seconds; similarities are the committed ones, computed from trained adapters by `./harness reproduce mixphm --scale quick`.
*)
#load "harness.fsx"

open Harness.Paper
open Harness.Paper.Figures
open Harness.Paper.Results
open Harness.Paper.Tables

open Harness.Paper.Statistics

(**
## Parameters

`results` is a committed result set with `similarities.csv`.
*)
// %% parameters
let results = "paper/mixphm/results/quick"

(**
## The figure

A solid line: against the adapter's input. A dashed one: against the final state. Dots are single runs.
*)
let set = ResultFiles.read (inRepository results)
Similarities.build set |> Option.iter show

(**
## The measure

Cosine similarities between samples, their strict upper triangle, Pearson's correlation. Equal structures give 1, however the features are scaled.
*)
let sample = [| [| 1.0; 0.0 |]; [| 1.0; 1.0 |]; [| 0.0; 2.0 |]; [| -1.0; 1.0 |] |]
let scaled = sample |> Array.map (Array.map (fun x -> 3.0 * x))
printfn $"a structure with itself, scaled: {Similarity.rsa Strict sample scaled}"

(**
## Results

Compared with `notebooks/expectations/mixphm-similarity.json` whenever the notebook runs with the parameters above.
*)
let mean against = set.Similarities |> List.filter (fun s -> s.Against = against) |> List.averageBy (fun s -> s.Correlation)
export "layers" (set.Similarities |> List.distinctBy (fun s -> s.Stack, s.Layer) |> List.length)
export "against the input" (mean "hidden")
export "against the final state" (mean "final")
