/// A few steps on a few questions. Budget: ten seconds on a busy machine.
module Harness.Paper.Tests.SimilarityCourseTests

open System.IO
open Xunit
open Harness.Adapters.Bottleneck
open Harness.Paper.Analysis
open Harness.Paper.Figures
open Harness.Paper.OwnMethod
open Harness.Paper.Tests

let private setting: ShortTraining.Setting =
    { Backbone = Path.Combine(ReportTests.paperRoot, "backbones", "vl-t5-small")
      Questions = 8
      TestQuestions = 8
      Steps = 4
      Looks = 2
      Seeds = [] }

let private pfeiffer () = PfeifferMethod(ReductionFactor = 4)

[<Fact>]
let ``similarities are taken before the first step and at each look, of every layer, and change`` () =
    use ground = new ShortTraining.Ground(setting)
    let course = SimilarityCourse.ofTraining ground 1e-2 13 "pfeiffer again" (pfeiffer ())
    Assert.Equal<int list>([ 0; 2; 4 ], course |> List.map _.Step |> List.distinct)
    let layers = course |> List.countBy (fun m -> m.Step, m.Found.Against)
    Assert.All(layers, fun (_, count) -> Assert.Equal(5, count))
    Assert.All(course, fun m -> Assert.InRange(m.Found.Correlation, -1.0, 1.0))
    for against in [ "hidden"; "final" ] do
        let start, finish = SimilarityCourse.ends against course
        Assert.NotEqual(start, finish)
    let figure = SimilarityCourses.build course
    Assert.Equal("similarity-course-pfeiffer-again", figure.Id)
    Assert.Equal(course.Length, figure.Data.Length)
    Assert.Equal(Figure.json figure, Figure.json figure)

[<Fact>]
let ``looking changes nothing that is trained`` () =
    use ground = new ShortTraining.Ground(setting)
    let weights watch =
        let mutable seen = [||]
        let finished (model: Harness.Backbones.VlT5Models.VlT5) _ =
            seen <-
                [| for struct (_, p) in Harness.Adapters.PeftMethod.Trainable model do
                       yield! p.cpu().data<float32>().ToArray() |]
        watch (pfeiffer ()) finished |> ignore
        seen
    let questions = ground.Data.Questions "test" |> Array.ofSeq
    let batch = LayerSimilarities.batch questions (ground.Options 1e-2) ground.Backbone.Tokenizer ground.Regions
    let watched =
        weights (fun method finished ->
            ShortTraining.watched ground 1e-2 13 method (fun _ model -> LayerSimilarities.ofModel model batch |> ignore) finished)
    let alone = weights (fun method finished -> ShortTraining.run ground 1e-2 13 method finished)
    Assert.NotEmpty watched
    Assert.All(watched, fun w -> Assert.True(System.Single.IsFinite w))
    Assert.Equal<float32[]>(alone, watched)
