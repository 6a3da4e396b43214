/// AdaMix merges weights, where MixPHM merges factors.
module Harness.Laws.Methods.AdaMix

open Harness.Adapters.Sites
open Harness.Adapters.Bottleneck
open Harness.Laws
open Harness.Laws.Torch
open TorchSharp

let private law id statement knobs check =
    Law.over ("adamix." + id) statement "AdaMix (arXiv 2205.12410, section 3.3), baseline of MixPHM" knobs (Bridge.scoped check)
    |> Law.about [ "adamix" ]

let private sizes =
    [ Case.knob "b" 1 3; Case.knob "f" 1 3; Case.knob "experts" 1 4; Case.knob "down" 0 1; Case.knob "up" 0 1 ]

/// A module with whole-number values that merges or mixes as the inference level says.
let private filled (c: Case) level =
    use generator = new torch.Generator(1UL)
    let method =
        AdaMixMethod(
            NumExperts = c?experts,
            ReductionFactor = c?f,
            SharingDown = (c?down = 1),
            SharingUp = (c?up = 1),
            Level = level
        )
    let m = method.Build(Bridge.site (c?b * c?f), generator, Bridge.placement)
    Bridge.fill "adamix/" m { c with Spread = 1 }
    m

let private input (c: Case) = (Bridge.tensor (Case.matrix "x" 3 (c?b * c?f) c)).unsqueeze 0L

/// How a module is run, in training and at the published inference level; a test hands in a wrong way.
type Run = AdaMixModule -> torch.Tensor -> PassContext -> torch.Tensor

/// The harness's own.
let own: Run = fun m x context -> m.call (x, context)

let private numbers (run: Run) m x (context: PassContext) =
    use _ = context
    use _ = torch.no_grad ()
    Bridge.matrix (run m x context)

let lawsWith (run: Run) =
    let inference m x = numbers run m x (PassContext.Inference())
    [ law
          "merges-weights"
          "a bank's merged weights give the mean of its experts' outputs; two banks are mixed one after the other"
          sizes
          (fun c ->
              use merged = filled c 3
              use mixed = filled c 2
              let x = input c
              Finding.near 1e-9 (numbers own mixed x (PassContext.Inference())) (inference merged x)
              |> Finding.tag $"N_e={c?experts}")

      law "one-expert" "with one expert inference is the training pass" sizes (fun c ->
          let one = { c with Sizes = c.Sizes |> List.map (fun (n, v) -> n, (if n = "experts" then 1 else v)) }
          use m = filled one 3
          Finding.near 1e-9 (numbers own m (input c) (Bridge.training 0)) (inference m (input c)))

      law
          "one-draw"
          "a training pass runs one expert of each bank for all tokens: permuting tokens permutes the output"
          sizes
          (fun c ->
              use m = filled c 3
              let x = input c
              let expert = Case.pick "drawn" 0 c?experts c
              let backwards = x.flip 1L
              let out = numbers run m x (Bridge.training expert)
              let turned = numbers run m backwards (Bridge.training expert)
              Finding.same
                  (Array2D.init (Matrix.rows out) (Matrix.columns out) (fun i j -> out[Matrix.rows out - 1 - i, j]))
                  turned) ]

let laws = lawsWith own
