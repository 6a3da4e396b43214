/// A short training on the small shipped backbone: the protocol of the tables with few questions and steps, to see whether a method learns.
module Harness.Paper.OwnMethod.ShortTraining

open System
open System.IO
open Harness.Adapters
open Harness.Adapters.Saving
open Harness.Backbones.VlT5Models
open Harness.Data
open Harness.Data.Scenes
open Harness.Experiments
open Harness.Paper.Results
open Harness.Training.Optimisers
open Harness.Training.Features
open Harness.Training.Pretraining
open Harness.Training.Tuning
open Harness.Training.Vqa
open TorchSharp

type Setting =
    {
        /// Folder of the backbone.
        Backbone: string
        /// N_D; dev has as many.
        Questions: int
        TestQuestions: int
        Steps: int
        /// Looks at dev.
        Looks: int
        Seeds: int list
    }

/// Questions about composed pictures, as many as the setting needs.
let stampScenes (setting: Setting) : IVqaDataset =
    StampScenes.Open(
        StampScenesOptions(
            TrainPictures = 4 * setting.Questions,
            TrainQuestions = 4 * setting.Questions,
            TestPictures = setting.TestQuestions,
            TestQuestions = setting.TestQuestions,
            HeldOutPictures = 1,
            HeldOutQuestions = 1
        )
    )

/// Data with splits train and test, backbone and region features, made once for all methods.
type Ground(setting: Setting, data: IVqaDataset) =
    let backbone = VlT5Folder setting.Backbone
    let regions =
        let pictures =
            [| for split in [ "train"; "test" ] do
                   for q in data.Questions split -> q.PictureId |]
            |> Array.distinct
        use reader = new RegionReader(backbone.LoadEmbedder(), (fun id -> data.Regions id))
        CachedFeatures.Compute(pictures, (fun id -> data.Picture id), reader)

    member _.Setting = setting
    member _.Data = data
    member _.Backbone = backbone
    member _.Regions = regions

    /// The protocol with a peak learning rate.
    member _.Options rate =
        FineTuneOptions(
            Steps = setting.Steps,
            Looks = setting.Looks,
            Patience = 0,
            MaxAnswerTokens = 4,
            Prompt = SmallVlT5.Prompt,
            Optimiser = AdamWOptions(LearningRate = rate)
        )

    /// On composed pictures.
    new(setting) = new Ground(setting, stampScenes setting)

    interface IDisposable with
        member _.Dispose() = regions.Dispose()

/// One run of a method, as a row of results; `look` sees the model before the first step (0) and at each look at dev, with the number of steps;
/// `finished` sees the trained model and the bare backbone before they are gone.
let watched
    (ground: Ground)
    (rate: float)
    seed
    (method: PeftMethod)
    (look: int -> VlT5 -> unit)
    (finished: VlT5 -> BaseModel -> unit)
    : RunRow =
    let setting = ground.Setting
    let clock = Diagnostics.Stopwatch.StartNew()
    use generator = new torch.Generator(RunSetup.AdapterSeed seed)
    use model = ground.Backbone.LoadModel 0.1
    let struct (train, dev) = LowResourceSample.Draw(ground.Data.Questions "train", setting.Questions, seed)
    let options = ground.Options rate
    let task () : ITuningTask<Question, Prediction> =
        look 0 model
        VlT5Task(model, method, ground.Backbone.Tokenizer, ground.Regions, options)
    let trained =
        MethodTraining.Run(
            model,
            method,
            generator,
            task,
            options,
            RunSetup.Streams seed,
            TuningItems(train, dev, ground.Data.Questions "test"),
            (fun at -> look at.Step model)
        )
    let result = trained.Result
    trained.Bare |> Option.ofObj |> Option.iter (finished model)
    { Key = $"{method.Name}-{seed}"
      Paper = ""
      Experiment = "main"
      Scale = "proxy"
      Dataset = ground.Data.Name
      Backbone = Path.GetFileName setting.Backbone |> string
      Method = method.Name
      Variant = ""
      ND = setting.Questions
      Seed = seed
      Kind = "run"
      Trainable = trained.Trainable
      Total = trained.Total
      Percent = 100.0 * float trained.Trainable / float trained.Total
      Score = Math.Round(result.TestScore, 2)
      DevScore = Some result.DevScore
      ScoreLast = Some result.LastTestScore
      BestStep = result.BestStep
      Steps = result.Steps
      Seconds = clock.Elapsed.TotalSeconds
      PeakMemoryMb = 0.0
      Commit = "" }

/// The same without a look.
let run ground rate seed method finished = watched ground rate seed method (fun _ _ -> ()) finished
