(**
# Routing functions: from equation to image

**Reproduces:** the method section of the routing paper (ECCV 2024, arXiv 2403.09377), formula by formula: what each of its four functions does to the hidden
states of a question about an image, in the code that the experiments run, with the laws and the counts behind it.

**Cost:** some seconds on one core; one image is composed, the small shipped backbones read it and the question.
*)
#load "harness.fsx"

open Harness.Adapters.Routing
open Harness.Backbones.RobertaModels
open Harness.Data
open Harness.Laws
open Harness.Paper.Claims
open Harness.Paper.Tables
open Harness.Training.Features
open Harness.Training.Pretraining.VitText
open Plotly.NET
open TorchSharp

(**
## Parameters

Which of twelve questions is asked, the width $r$ of the bottleneck, and how often each law is tried.
*)
// %% parameters
let asked = 0
let r = 8
let cases = 100

(**
## An image and a question
*)
let sizes = StampScenesOptions(TrainPictures = 1, TrainQuestions = 1, TestPictures = 4, TestQuestions = 12, HeldOutPictures = 1, HeldOutQuestions = 1)
let data = StampScenes.Open sizes
let question = (data.Questions "test")[asked]
let picture = data.Picture question.PictureId
show picture
printfn $"{question.Text} {question.BestAnswer()}"

(**
## What the backbones make of them

The language model gives hidden states $H$, one row a token of the question; the vision transformer gives $X_R$, one pooled row, or one a patch. Nothing is
trained here: both are the shipped backbones.
*)
let folder = VitTextFolder(inRepository "paper/backbones/vit-roberta-small")
let seen pooled =
    use reader = folder.OpenVision pooled
    let struct (features, _) = CachedFeatures.Compute([| question.PictureId |], (fun id -> data.Picture id), reader).Of [| question.PictureId |]
    features
let model = folder.LoadRoberta(RobertaVqaConfig(Answers = 2L), 0.0, new torch.Generator(1UL))
let ids = folder.Tokenizer.Encode question.Text
let encoder = model.named_children () |> Seq.pick (fun struct (_, part) -> match part with :? Roberta as found -> Some found | _ -> None)
model.eval ()
let H = encoder.Forward(torch.tensor(ids |> Array.map int64).unsqueeze 0L, null, Harness.Adapters.Sites.PassContext.Inference()).State.detach ()
show [ "H", H.shape; "X_R pooled", (seen true).shape; "X_R patches", (seen false).shape ]

(**
## The bottleneck

$x_t = H D^\top$ and $x_v = X_R D^\top$ with the same $D \in \mathbb{R}^{r \times d}$, as an adapter starts: $D \sim N(0, 1/d)$ here, so that both are of one size.
*)
let D = torch.randn([| int64 r; H.shape[2] |], generator = new torch.Generator(2UL)) / sqrt (float H.shape[2])
let down (x: torch.Tensor) = x.matmul (D.t ())
let xt, pooled, patches = down H, down (seen true), down (seen false)
show [ "x_t", xt.shape; "x_v pooled", pooled.shape; "x_v patches", patches.shape ]

(**
## The four functions

$x_t \circ x'_v$, $x_t + x'_v$, $x_t x_v^\top x_v$ and $x_t x''_v$: `Router` is the class that adapters and LoRA call; it holds no parameter.
*)
let functions =
    [ "x_t ∘ x'_v", RoutingFunction.ElementMul, pooled; "x_t + x'_v", RoutingFunction.ElementAdd, pooled
      "x_t·x_vᵀ·x_v", RoutingFunction.Vllora, patches; "x_t·x''_v", RoutingFunction.ElementMulExpand, pooled ]
let routed = [ for name, f, xv in functions -> name, (Router f).Apply(xt, xv) ]

(**
## What each does to the hidden states

A row is a token of the question, a column a dimension of the bottleneck; every map is scaled to its largest entry, grey is zero, blue negative, red positive. The product
with $x''_v$ gives every token the direction of the image, forwards or backwards; the sum moves every token by the same step.
*)
let scaled (x: torch.Tensor) = let m = x.squeeze 0L in m / m.abs().max ()
let words = [ for at, id in Seq.indexed ids -> $"{at} " + (match folder.Tokenizer.Decode [ int64 id ] with "" -> "(end)" | word -> word) ]
let map (name: string, x: torch.Tensor) =
    let rows = [ for row in (scaled x).split 1L -> List.ofArray (row.data<float32>().ToArray()) ]
    Chart.Heatmap(zData = rows, Y = words, ShowScale = false, ColorScale = StyleParam.Colorscale.RdBu)
    |> GenericChart.mapTrace (fun trace -> trace.SetProperty("zmid", 0.0); trace)
    |> Chart.withYAxis (LayoutObjects.LinearAxis.init (AutoRange = StyleParam.AutoRange.Reversed))
    |> Chart.withYAxisStyle (TitleText = name)
[ "x_t", xt; yield! routed ] |> List.map map |> Chart.Grid(5, 1) |> Chart.withSize (500, 900) |> Chart.withTitle $"Bottleneck of “{question.Text}”" |> show

(**
## How many dimensions are left

The numerical rank of the routed states, and how alike the tokens have become: the mean of $|\cos|$ between two of them, 1 where all lie on one line.
*)
let rank (x: torch.Tensor) = int (torch.linalg.matrix_rank(x.squeeze 0L, rtol = 1e-4).item<int64> ())
let alike (x: torch.Tensor) =
    let m = torch.nn.functional.normalize (x.squeeze 0L)
    float ((m.matmul (m.t ())).abs().mean().item<float32> ())
let row (name, x) = Table.plain [ Text name; Count(int64 (rank x)); Number(alike x, 2) ]
{ Id = "routed"; Caption = "Hidden states in the bottleneck"; N = 0; Notes = []
  Columns = [ Table.column "State" ""; Table.column "Rank" ""; Table.column "Mean |cos|" "" ]; Rows = [ for state in ("x_t", xt) :: routed -> row state ] }
|> show

(**
## The laws

What is linear in what, on random sizes.
*)
let laws = Laws.all |> Laws.matching "routing." |> Laws.check { RunOptions.Default with Cases = cases; Workers = 2 }
show laws

(**
## The counts

Routing adds no parameter: a routed adapter trains what the plain one trains.
*)
show (CountTable.build "counts" "Trainable parameters" [ "roberta-base" ] (CountTable.routed [ "lora-r128"; "adapter-r64" ]))

(**
## Results

Compared with `notebooks/expectations/routing-walkthrough.json` whenever the notebook runs with the parameters above.
*)
export "tokens of the question" ids.Length
export "rank of each routed state" (routed |> List.map (snd >> rank))
export "tokens of x_t·x''_v lie on one line" (alike (snd routed[3]) > 0.999)
export "laws that fail" (laws |> List.filter (fun law -> not law.Passed) |> List.length)

(**
## Environment
*)
environment ()
