/// The redundancy analysis on finished runs: for each adapted layer, how far the similarity structure of the adapter's output agrees with that
/// of its input and with that of the decoder's final state.
/// Paper: MixPHM, arXiv 2303.01239, motivation of the regulariser. Differs from what is left of the authors' code: the diagonal, always one,
/// takes no part in the correlation; tokens are averaged over all positions, as there.
module Harness.Paper.Analysis.LayerSimilarities

open System
open System.IO
open Harness.Adapters.Sites
open Harness.Adapters.Saving
open Harness.Backbones.VlT5Models
open Harness.Data
open Harness.Data.Sampling
open Harness.Experiments
open Harness.Experiments.Predicting
open Harness.Paper.Results
open Harness.Paper.Statistics
open Harness.Runs.Configuration
open Harness.Runs.Store
open Harness.Training.Vqa
open TorchSharp

/// [B, L, d] → B rows, averaged over positions.
let private rows (t: torch.Tensor) =
    let mean = t.mean([| 1L |]).``to``(torch.float64).contiguous()
    mean.data<float>().ToArray() |> Array.chunkBySize (int mean.shape[1])

/// Layer by layer, from one traced pass.
let ofPass (trace: AdapterTrace) (final: torch.Tensor) =
    let last = rows final
    [ for entry in trace.Entries do
          let branch = rows entry.Branch
          for against, other in [ "hidden", rows entry.Hidden; "final", last ] do
              entry.Site.Stack, entry.Site.Layer, against, Similarity.rsa Strict branch other ]

let private options (t: TrainConfig) =
    FineTuneOptions(MaxQuestionTokens = t.MaxQuestionTokens, MaxAnswerTokens = t.MaxAnswerTokens, Prompt = t.Prompt)

/// Layer by layer, from one pass of a model without dropout: stack, layer, against what, correlation.
let ofModel (model: VlT5) (batch: VqaBatch) =
    model.eval ()
    use _ = torch.no_grad ()
    use _ = torch.NewDisposeScope()
    let trace = AdapterTrace()
    use context = new PassContext(Trace = trace)
    let output = model.Forward(batch.InputIds, null, batch.Features, batch.Boxes, nonNull batch.Labels, context)
    ofPass trace output.DecoderState

/// Questions with one of their answers each, the same ones in every call.
let batch (questions: Question[]) options tokenizer regions =
    VqaBatch.ForTraining(questions, options, tokenizer, regions, RandomStream.Root(0L).Sub "answers")

let private ofRun (assets: RunAssets) samples (row: RunRow) (run: RunRecord) =
    let saved = SavedRun run.Folder
    let config = saved.Config
    let data = assets.VlT5.Dataset config.Dataset
    use regions = assets.VlT5.Regions(config, data)
    let struct (model, tokenizer) = saved.Open assets
    use _ = model
    use _ = torch.NewDisposeScope()
    let questions = data.Questions(config.Dataset.Test) |> Seq.truncate samples |> Array.ofSeq
    [ for stack, layer, against, correlation in ofModel model (batch questions (options config.Train) tokenizer regions) ->
          { Run = run.Key
            Name = RunRow.name row
            ND = row.ND
            Seed = row.Seed
            Stack = stack
            Layer = layer
            Against = against
            Correlation = Math.Round(correlation, 6)
            Samples = questions.Length } ]

/// Test questions that are compared with each other.
let samples = 128

/// The runs of the paper's own method at the size of its figures: one for each seed of the main comparison, or none.
let ofRuns (assets: RunAssets) (runs: RunRecord list) (set: ResultSet) : LayerSimilarity list =
    let main = (ResultSet.main set).Rows |> List.filter (fun r -> r.Method = "mixphm")
    match main |> List.map (fun r -> r.ND) |> List.distinct with
    | [] -> []
    | sizes ->
        let size = sizes |> List.minBy (fun n -> abs (log (float n / 64.0)))
        [ for row in main do
              if row.ND = size then
                  match runs |> List.tryFind (fun r -> r.Key = row.Key) with
                  | Some run when File.Exists(Path.Combine(run.Folder, AdapterFolder.ConfigFile)) ->
                      yield! ofRun assets samples row run
                  | _ -> () ]
