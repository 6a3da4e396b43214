/// Trained numbers on the papers' backbones by formula; shapes only, no weights are allocated.
module Harness.Paper.Claims.Counts

open System.Collections.Generic
open Harness.Adapters
open Harness.Backbones
open TorchSharp

let private backbones: (string * (unit -> IBackbone) * IReadOnlyList<CatalogueEntry>) list =
    [ "vl-t5-base", (fun () -> new VlT5(VlT5Config.Base, device = torch.META)), Catalogue.MixPhmBase ]

/// None where backbone or method is unknown.
let find (backbone: string) (method: string) =
    backbones
    |> List.tryFind (fun (name, _, _) -> name = backbone)
    |> Option.bind (fun (_, make, entries) ->
        entries |> Seq.tryFind (fun e -> e.Method.Name = method) |> Option.map (fun e -> e.Method.ClosedForm(make ())))
