/// The redundancy analysis over training: a method is tuned once, and before the first step and at each look the similarity structure of every
/// adapter's output is compared with that of its input and of the final state, on the same test questions.
/// Paper: MixPHM, arXiv 2303.01239, motivation of the regulariser. The definition is that of LayerSimilarities.
module Harness.Paper.Analysis.SimilarityCourse

open System
open Harness.Adapters
open Harness.Paper.OwnMethod
open Harness.Paper.Results
open TorchSharp

/// What was found after so many steps.
type Moment = { Step: int; Found: LayerSimilarity }

/// One training of a method, watched.
/// <param name="rate">Peak learning rate.</param>
/// <param name="name">What the method is called: as configurations spell it, and perhaps a space and in what it differs.</param>
let ofTraining (ground: ShortTraining.Ground) rate seed name (method: PeftMethod) : Moment list =
    use _ = torch.NewDisposeScope()
    let questions = ground.Data.Questions "test" |> Seq.truncate LayerSimilarities.samples |> Array.ofSeq
    let batch = LayerSimilarities.batch questions (ground.Options rate) ground.Backbone.Tokenizer ground.Regions
    let moments = ResizeArray()
    let look step model =
        for stack, layer, against, correlation in LayerSimilarities.ofModel model batch do
            moments.Add
                { Step = step
                  Found =
                    { Run = $"{name}-{seed}"
                      Name = name
                      ND = ground.Setting.Questions
                      Seed = seed
                      Stack = stack
                      Layer = layer
                      Against = against
                      Correlation = Math.Round(correlation, 6)
                      Samples = questions.Length } }
    ShortTraining.watched ground rate seed method look (fun _ _ -> ()) |> ignore
    List.ofSeq moments

/// Mean over layers after the first and the last step: against the adapter's input (`hidden`) or the final state (`final`).
let ends against (course: Moment list) =
    let at step =
        course
        |> List.filter (fun m -> m.Step = step && m.Found.Against = against)
        |> List.averageBy (fun m -> m.Found.Correlation)
    let steps = course |> List.map (fun m -> m.Step)
    at (List.min steps), at (List.max steps)
