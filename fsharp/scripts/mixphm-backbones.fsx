(**
# MixPHM on other backbones

**Reproduces:** of the generality table of MixPHM (CVPR 2023, arXiv 2303.01239), which puts it on X-VLM, BLIP and OFA-base, what can be exact: nothing in a method knows its
backbone, so that it attaches to any that names its sites. Scores on those three could not be read, and the code for them was not released.

**Cost:** seconds on one core; backbones are built as shapes without weights.
*)
#load "harness.fsx"

open Harness.Adapters
open Harness.Adapters.Sites
open Harness.Adapters.Phm
open Harness.Backbones.ClipBartModels
open Harness.Backbones.Gpt2Models
open Harness.Backbones.RobertaModels
open Harness.Backbones.VlT5Models
open Harness.Laws
open Harness.Paper.Tables
open TorchSharp

(**
## Parameters

`experts` and `rank` are the published $N_e$ and $d_k$; `cases` is how often each law is tried.
*)
// %% parameters
let experts = 4
let rank = 8
let cases = 10

(**
## The backbones

An encoder-decoder that reads regions, one that reads a grid of a vision model, a text encoder and a decoder.
*)
let backbones: (string * (unit -> IBackbone)) list =
    [ "VL-T5 base", fun () -> new VlT5(VlT5Config.Base, device = torch.META)
      "CLIP-BART base", fun () -> new ClipBart(ClipBartConfig(), device = torch.META)
      "RoBERTa base", fun () -> new Roberta(RobertaConfig(), device = torch.META)
      "GPT-2", fun () -> new Gpt2(Gpt2Config(), device = torch.META) ]

(**
## What MixPHM trains on each

Counted twice: by formula, and by going through the tensors. The number follows from widths and sites alone. What a backbone brings along untrained, the visual embedding of
CLIP-BART, trains with every method; it is counted beside.
*)
let mixphm () = MixPhmMethod(NumExperts = experts, PhmRank = rank)
let counted (make: unit -> IBackbone) =
    let total = (make ()).ClosedFormTotal.Value
    mixphm().ClosedForm(make ()), Counts.Methods.enumerate (mixphm ()) (make ()), total
let counts = backbones |> List.map (fun (name, make) -> name, counted make)

{ Id = "backbones"; Caption = "MixPHM on four backbones"; N = 0; Notes = []
  Columns = [ Table.column "Backbone" ""; Table.column "its numbers" ""; Table.column "by formula" ""; Table.column "enumerated" ""; Table.column "trains in any case" ""; Table.column "Share" "%" ]
  Rows = [ for name, (formula, found, total) in counts -> Table.plain [ Text name; Count total; Count formula; Count found; Count(found - formula); Number(100.0 * float formula / float total, 3) ] ] }
|> show

(**
## The other methods of the comparison

The same configurations that the comparison on VL-T5 base uses; a dash where a method refuses a backbone, with a reason that it gives itself.
*)
let trains (method: PeftMethod) (make: unit -> IBackbone) =
    if method.Validate(make ()).Count = 0 then Count(Counts.Methods.enumerate method (make ())) else Text "–"

{ Id = "methods"; Caption = "Trained numbers of every method of the comparison"; N = 0; Notes = []
  Columns = Table.column "Method" "" :: [ for name, _ in backbones -> Table.column name "" ]
  Rows = [ for entry in Catalogue.MixPhmBase -> Table.plain (Text(Methods.title entry.Method.Name) :: [ for _, make in backbones -> trains entry.Method make ]) ] }
|> show

(**
## The laws

What MixPHM answers to on small backbones of three families (VL-T5, GPT-2, RoBERTa), drawn by chance with their sizes.
*)
let laws = Laws.all |> Laws.matching "mixphm." |> Laws.check { RunOptions.Default with Cases = cases; Workers = 2 }
show laws

(**
## Results

Compared with `notebooks/expectations/mixphm-backbones.json` whenever the notebook runs with the parameters above.
*)
for name, (formula, found, _) in counts do
    export $"MixPHM on {name}" formula
    export $"trains in any case on {name}" (found - formula)
export "laws that fail" (laws |> List.filter (fun law -> not law.Passed) |> List.length)

(**
## Environment
*)
environment ()
