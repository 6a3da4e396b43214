/// A small made-up result set: two methods and both baselines, two sizes.
module Harness.Paper.Tests.Samples

open Harness.Paper.Results

let row method nd seed score : RunRow =
    let trainable, kind =
        match method with
        | "full" -> 200_000L, "run"
        | "mixphm" -> 4_000L, "run"
        | "blind" -> 200_000L, "baseline"
        | _ -> 0L, "baseline"
    { Key = $"{method}-{nd}-{seed}"
      Paper = "mixphm"
      Experiment = "main"
      Scale = "proxy"
      Dataset = "stamp-scenes"
      Backbone = "vl-t5-small"
      Method = method
      Variant = ""
      ND = nd
      Seed = seed
      Kind = kind
      Trainable = trainable
      Total = 200_000L
      Percent = 100.0 * float trainable / 200_000.0
      Score = score
      DevScore = Some(score + 1.0)
      ScoreLast = Some(score - 1.0)
      BestStep = 40
      Steps = 60
      Seconds = 2.5
      PeakMemoryMb = 300.0
      Commit = "abc1234" }

let surroundings: Surroundings =
    { Commit = "abc1234"
      Dirty = false
      Packages = "cpu"
      Torch = "1.13.1"
      Cpu = "a processor"
      Threads = 1
      Blas = "OpenBLAS"
      Os = "Linux"
      Dotnet = "10.0.0"
      Determinism = "bitwise"
      Runs = 12 }

/// `seeds` seeds; MixPHM is `gap` above full finetuning, which is above the baselines.
let set seeds gap =
    let all = [ 13; 21; 42; 87; 100; 7; 8; 9 ] |> List.take seeds
    { ResultSet.empty "mixphm" "proxy" with
        Rows =
            [ for i, seed in List.indexed all do
                  for nd in [ 16; 64 ] do
                      let full = 40.0 + float nd / 8.0 + 0.5 * float i
                      row "full" nd seed full
                      row "mixphm" nd seed (full + gap)
                      row "blind" nd seed (30.0 + 0.5 * float i)
              row "majority" 0 0 25.0 ]
        Surroundings = [ surroundings ]
        Datasets = [ { Name = "stamp-scenes"; Digest = "d1" } ]
        Backbones = [ { Name = "vl-t5-small"; Digest = "b1" } ]
        Configurations =
            [ "full", "scale: proxy\nmethod:\n  name: full\ntrain:\n  n_d: 16\n"
              "mixphm", "scale: proxy\nmethod:\n  name: mixphm\ntrain:\n  n_d: 16\n" ]
        Settings = Map [ "full-64-13", [ "train.n_d", "64" ] ]
        Questions =
            [ { Id = "0a1b2c3d"
                Questions = [ "q1", "what is, \"left\" of the zebra?", "kite"; "q2", "how many <b>kites</b>?", "2" ] } ]
        Answers = [ { Key = "full-16-13"; Sheet = "0a1b2c3d"; Answers = [ "owl"; "2" ] } ]
        Measures = Map [ "full-16-13", [ "BLEU-4", 12.5 ] ]
        Similarities =
            [ for seed in [ 13; 21 ] do
                  for layer in 0..1 do
                      for against in [ "hidden"; "final" ] ->
                          { Run = $"mixphm-64-{seed}"
                            Name = "mixphm"
                            ND = 64
                            Seed = seed
                            Stack = "encoder"
                            Layer = layer
                            Against = against
                            Correlation = 0.1 * float layer + 0.01 * float seed
                            Samples = 8 } ]
        Examples =
            [ { Method = "full"
                QuestionId = "q1"
                AnswerType = "other"
                Question = "what is, \"left\" of the zebra?"
                Answer = "kite"
                Prediction = "owl"
                Correct = 0.0 } ] }

/// A fresh folder that is removed after use.
type Folder() =
    let path = System.IO.Directory.CreateTempSubdirectory("harness-paper-").FullName
    member _.Path = path
    member _.Sub name = System.IO.Path.Combine(path, name)

    interface System.IDisposable with
        member _.Dispose() = System.IO.Directory.Delete(path, true)
