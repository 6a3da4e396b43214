/// What every method promises on a whole backbone.
module Harness.Laws.Methods.Training

open Harness.Adapters
open Harness.Laws
open Harness.Laws.Torch
open TorchSharp

let private law id statement check =
    Law.over ("method." + id) statement "protocol shared by all methods" TinyBackbone.knobs (Bridge.scoped check) |> Law.costing 10

let private hasGradient (p: torch.Tensor) =
    match p.grad with
    | null -> false
    | g -> not g.IsInvalid && g.numel () > 0L

/// A pass in which expert 0 is drawn everywhere, and its gradients.
let private backward c backbone =
    use context = Bridge.training 0
    let out = TinyBackbone.forward c backbone context
    // Squares: a plain sum would have no gradient behind a normalisation.
    (out * out).sum().backward ()

let laws =
    [ law "adapters-off" "switching the adapters off gives the bare backbone" (fun c ->
          let name, method = TinyBackbone.chosen c
          use backbone = TinyBackbone.drawn c
          use bare = PassContext.Inference()
          let before = TinyBackbone.logits c backbone bare
          TinyBackbone.apply c method backbone
          use off = new PassContext(AdaptersOff = true)
          Finding.near 1e-12 before (TinyBackbone.logits c backbone off) |> Finding.tag name)

      law "declared-gradients" "only declared parameters get gradients" (fun c ->
          let name, method = TinyBackbone.chosen c
          use backbone = TinyBackbone.drawn c
          TinyBackbone.apply c method backbone
          backward c backbone
          [ for struct (parameter, p) in backbone.named_parameters () do
                if not p.requires_grad then
                    yield Finding.holds (not (hasGradient p)) $"{parameter} is frozen and has a gradient"
            let trained = PeftMethod.Trainable backbone |> Seq.filter (fun struct (_, p) -> hasGradient p) |> Seq.length
            yield Finding.holds (trained > 0) "no declared parameter has a gradient" ]
          |> Finding.all
          |> Finding.tag name)

      law "same-seed" "the same seed gives the same adapted model" (fun c ->
          let name, method = TinyBackbone.chosen c
          let once () =
              use backbone = TinyBackbone.drawn c
              TinyBackbone.apply c method backbone
              use context = PassContext.Inference()
              TinyBackbone.logits c backbone context
          Finding.same (once ()) (once ()) |> Finding.tag name) ]
