(**
# Your own images and questions

**What this shows:** a folder of images with questions, put through two methods of the harness to a figure: how each learns from a handful of questions, beside answering the most frequent answer.
Put the path of a folder of yours below; the one made here holds composed scenes, so that the notebook runs as it is.

**Cost:** half a minute on two cores: two short trainings on the small shipped backbone.
*)
#load "harness.fsx"

open System.IO
open System.Text.Json
open Harness.Adapters.Bottleneck
open Harness.Adapters.Lora
open Harness.Data
open Harness.Data.Pictures
open Harness.Data.Folders
open Harness.Paper.Figures
open Harness.Paper.OwnMethod
open Plotly.NET

(**
## Parameters

`folder` holds images and `questions.jsonl`, a line `{"picture": "a.png", "question": "what is it?", "answer": "a cat"}` each; empty: a folder is made. Of its training questions `questions` are
learnt from and as many choose the checkpoint, over `steps` steps.
*)
// %% parameters
let folder = ""
let questions = 32
let steps = 60
let seed = 13

(**
## A folder to start from

Images of the harness's composed scenes, with their questions; a file of your own looks the same.
*)
let setting: ShortTraining.Setting =
    { Backbone = inRepository "paper/backbones/vl-t5-small"; Questions = questions; TestQuestions = 60; Steps = steps; Looks = 4; Seeds = [ seed ] }
let sample = inRepository "results/own-images"
let line (file: string) (q: Question) = JsonSerializer.Serialize(dict [ "picture", file; "question", q.Text; "answer", q.BestAnswer(); "split", file.Split('-')[0] ])
let write (data: IVqaDataset) =
    Directory.CreateDirectory sample |> ignore
    let file (split: string) (q: Question) = split + "-" + String.map (fun c -> if System.Char.IsLetterOrDigit c then c else '_') q.PictureId + ".png"
    [ for split in [ "train"; "test" ] do
        for q in data.Questions split do
            File.WriteAllBytes(Path.Combine(sample, file split q), PictureCodec.Encode(data.Picture q.PictureId))
            line (file split q) q ]
    |> fun lines -> File.WriteAllLines(Path.Combine(sample, "questions.jsonl"), lines)

(**
## The data set

Every problem of the file is found here, with its line. Without a split of its own, one image in five is kept for testing.
*)
if folder = "" then write (ShortTraining.stampScenes setting)
let data = OwnFolder.Open(if folder = "" then sample else folder) :?> IVqaDataset
let train, test = data.Questions "train", data.Questions "test"
printfn $"{data.Name}: {train.Count} questions to learn from, {test.Count} to test with"
show (data.Picture test[0].PictureId)
printfn $"{test[0].Text} {test[0].BestAnswer()}"

(**
## Two methods

LoRA and a bottleneck adapter, trained by the protocol of the tables on the same questions; scores are soft accuracies in percent.
*)
let ground = new ShortTraining.Ground(setting, data)
let rows = [ for method, rate in [ LoraMethod(R = 4, LoraAlpha = 4.0) :> Harness.Adapters.PeftMethod, 5e-3; PfeifferMethod(ReductionFactor = 4), 3e-3 ] -> ShortTraining.run ground rate seed method (fun _ _ -> ()) ]
let most = train |> Seq.countBy _.BestAnswer() |> Seq.maxBy snd |> fst
let floor = 100.0 * (test |> Seq.averageBy (fun q -> match q.Answers.TryGetValue most with | true, score -> score | _ -> 0.0))
for row in rows do printfn $"{row.Method}: dev {row.DevScore |> Option.get:F1}, test {row.Score:F1}; {row.Trainable:N0} trainable parameters, {row.Percent:F2} %%"
printfn $"always “{most}”: {floor:F1}"

(**
## The figure
*)
Chart.Column(keysValues = [ for row in rows -> row.Method, row.Score ] @ [ $"always “{most}”", floor ], Name = "test")
|> Figure.style $"{test.Count} test questions of {data.Name}" "method" "score, %" StyleParam.AxisType.Category
|> show

(**
## Results

Compared with `notebooks/expectations/own-images.json` whenever the notebook runs with the parameters above.
*)
export "questions" (train.Count + test.Count)
export "methods trained" rows.Length
export "every method finished its steps" (rows |> List.forall (fun row -> row.Steps = steps))

(**
## Environment
*)
environment ()
