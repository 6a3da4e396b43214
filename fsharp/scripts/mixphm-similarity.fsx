(**
# MixPHM: redundancy by layer and over training

**Reproduces:** the redundancy analysis of MixPHM (CVPR 2023, arXiv 2303.01239): how far the similarity structure of an adapter's output agrees with that of its
input, and with that of the final state. The analysis is not in the released code; its definition here is in `Harness.Paper.Analysis.LayerSimilarities`. StampScenes and a small
VL-T5 of two blocks a stack: no number here may be compared with the paper's.

**Cost:** about a minute on one core: three short trainings. Similarities of finished runs are the committed ones, computed by `./harness reproduce mixphm --scale proxy`.
*)
#load "harness.fsx"

open System
open Harness.Adapters.Bottleneck
open Harness.Adapters.Phm
open Harness.Paper.Analysis
open Harness.Paper.Figures
open Harness.Paper.OwnMethod
open Harness.Paper.Results
open Harness.Paper.Statistics

(**
## Parameters

`results` is a committed result set with `similarities.csv`; `steps` and `looks` are those of the trainings below.
*)
// %% parameters
let results = "paper/mixphm/results/proxy"
let steps = 200
let looks = 10

(**
## The measure

Cosine similarities between samples, their strict upper triangle, Pearson's correlation. Equal structures give 1, however the features are scaled.
*)
let sample = [| [| 1.0; 0.0 |]; [| 1.0; 1.0 |]; [| 0.0; 2.0 |]; [| -1.0; 1.0 |] |]
let scaled = sample |> Array.map (Array.map (fun x -> 3.0 * x))
printfn $"a structure with itself, scaled: {Similarity.rsa Strict sample scaled}"

(**
## After training, by layer

A solid line: against the adapter's input. A dashed one: against the final state. Dots are single runs.
*)
let set = ResultFiles.read (inRepository results)
Similarities.build set |> Option.iter show

(**
## Over training

The paper motivates its regulariser by what happens to these similarities while an adapter is tuned: an output that repeats the input is redundant, one that agrees with the
final state is about the task. Three methods are tuned here on the same 64 questions, and looked at on the way: MixPHM, MixPHM without the regulariser, and Pfeiffer's adapter.
*)
let setting: ShortTraining.Setting =
    { Backbone = inRepository "paper/backbones/vl-t5-small"; Questions = 64; TestQuestions = 128; Steps = steps; Looks = looks; Seeds = [] }
let ground = new ShortTraining.Ground(setting)
let mixphm regulariser = MixPhmMethod(ReductionFactor = 2, PhmInitRange = 0.15, AdapterDropout = 0.1, UseRedundancyLoss = regulariser)
let courses =
    [ SimilarityCourse.ofTraining ground 1e-2 13 "mixphm" (mixphm true)
      SimilarityCourse.ofTraining ground 1e-2 13 "mixphm without regulariser" (mixphm false)
      SimilarityCourse.ofTraining ground 3e-3 13 "pfeiffer" (PfeifferMethod(ReductionFactor = 4)) ]
courses |> List.map SimilarityCourses.build |> show

(**
## What changed

Means over the layers, at the start and at the end. One training each: a difference between methods may be chance.
*)
let ends against course = SimilarityCourse.ends against course
for course in courses do
    let (inputStart, inputEnd), (finalStart, finalEnd) = ends "hidden" course, ends "final" course
    printfn $"{course.Head.Found.Name}: against the input %.2f{inputStart} → %.2f{inputEnd}, against the final state %.2f{finalStart} → %.2f{finalEnd}"

(**
## Results

Compared with `notebooks/expectations/mixphm-similarity.json` whenever the notebook runs with the parameters above. Trainings end a little differently on other processors, and
have a tolerance for that.
*)
let mean against = set.Similarities |> List.filter (fun s -> s.Against = against) |> List.averageBy (fun s -> s.Correlation)
export "layers" (set.Similarities |> List.distinctBy (fun s -> s.Stack, s.Layer) |> List.length)
export "against the input" (mean "hidden")
export "against the final state" (mean "final")
for course in courses do
    export $"{course.Head.Found.Name}: against the input, at the end" (Math.Round(snd (ends "hidden" course), 2))
    export $"{course.Head.Found.Name}: against the final state, at the end" (Math.Round(snd (ends "final" course), 2))

(**
## Environment
*)
environment ()
