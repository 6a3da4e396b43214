/// Trained numbers on the papers' backbones by formula; shapes only, no weights are allocated.
module Harness.Paper.Claims.Counts

open System.Collections.Generic
open Harness.Adapters
open Harness.Backbones
open TorchSharp

/// CLIP-BART's visual embedding is new to BART and trains beside every method: a linear map and a norm for features and for boxes, and the
/// order of pictures.
let private visualEmbedding =
    let c = ClipBartConfig.Base
    (c.FeatDim + 1L + 2L + 5L + 1L + 2L + int64 c.NImages) * c.DModel

/// Backbone, how to build it, the configured rows of its paper with their names, and what trains beside each row but full finetuning.
let private backbones: (string * (unit -> IBackbone) * IReadOnlyList<CatalogueEntry> * (CatalogueEntry -> string) * int64) list =
    [ "vl-t5-base", (fun () -> new VlT5(VlT5Config.Base, device = torch.META)), Catalogue.MixPhmBase, (fun e -> e.Method.Name), 0L
      "roberta-base",
      (fun () -> new Roberta(RobertaConfig.Base, device = torch.META)),
      RoutingCatalogue.Encoder,
      (fun e -> e.Row),
      0L
      "roberta-large",
      (fun () -> new Roberta(RobertaConfig.Large, device = torch.META)),
      RoutingCatalogue.Encoder,
      (fun e -> e.Row),
      0L
      "gpt2", (fun () -> new Gpt2(Gpt2Config.Small, device = torch.META)), RoutingCatalogue.Decoder, (fun e -> e.Row), 0L
      "gpt2-medium", (fun () -> new Gpt2(Gpt2Config.Medium, device = torch.META)), RoutingCatalogue.Decoder, (fun e -> e.Row), 0L
      "clip-bart-base",
      (fun () -> new ClipBart(ClipBartConfig.Base, device = torch.META)),
      RoutingCatalogue.ClipBart,
      (fun e -> e.Row),
      visualEmbedding ]

/// A function from backbone and row to the trained numbers, None where either is unknown. It builds each backbone once.
let finder () : string -> string -> int64 option =
    let built = Dictionary<string, IBackbone>()
    fun backbone row ->
        backbones
        |> List.tryFind (fun (name, _, _, _, _) -> name = backbone)
        |> Option.bind (fun (_, make, entries, nameOf, beside) ->
            entries
            |> Seq.tryFind (fun e -> nameOf e = row)
            |> Option.map (fun e ->
                if not (built.ContainsKey backbone) then
                    built[backbone] <- make ()
                e.Method.ClosedForm built[backbone] + (if row = "full" then 0L else beside)))

/// The same for a single question.
let find backbone row = finder () backbone row
