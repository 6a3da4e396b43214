/// What a routed update promises as a module: where it starts, what reaches it, and which variants cannot work.
module Harness.Laws.Routing.Updates

open System
open Harness.Adapters.Sites
open Harness.Adapters.Bottleneck
open Harness.Adapters.Routing
open Harness.Laws
open Harness.Laws.Torch
open TorchSharp

type private Module = torch.nn.Module<torch.Tensor, PassContext, torch.Tensor>

/// What is checked: how an update is built from its widths and its shape.
type Build = int -> int -> RoutedLoraShape -> torch.nn.Module<torch.Tensor, PassContext, torch.Tensor>

/// The harness's own.
let own: Build =
    fun inWidth outWidth shape ->
        use generator = new torch.Generator(1UL)
        new RoutedLoraDelta(int64 inWidth, int64 outWidth, shape, generator, Bridge.placement)

let private sizes = [ Case.knob "T" 1 3; Case.knob "d" 2 5; Case.knob "r" 1 3 ]
let private law id statement knobs check =
    Law.over
        ("routed." + id)
        statement
        "LoRA and Adapter form of the routing functions (arXiv 2403.09377)"
        knobs
        (Bridge.scoped check)
    |> Law.about [ "routing_lora" ]

let private shapeOf (c: Case) f = RoutedLoraShape(c?r, 1.0, [| true |], Router f)
let private batch m = (Bridge.tensor m).unsqueeze 0L
let private text stream (c: Case) = batch (Case.matrix stream c?T c?d c)
let private picture stream tokens (c: Case) = batch (Case.matrix stream tokens c?d c)

/// The module on x with the picture given.
let private run (m: Module) (x: torch.Tensor) (feature: torch.Tensor) =
    use context = new PassContext(RoutingFeature = feature)
    use _ = torch.no_grad ()
    Bridge.matrix (m.call (x, context))

/// A module whose numbers all follow from the case.
let private filled (build: Build) c shape =
    let m = build c?d c?d shape
    Bridge.fill "update/" m c
    m

/// Gradients after one pass from the initial values: (name, whether it has one that is not zero).
let private firstGradients (m: Module) c =
    use context = new PassContext(Training = true, RoutingFeature = picture "v" 1 c)
    m.call(text "t" c, context).sum().backward()
    [ for struct (name, p) in m.named_parameters () ->
          name,
          match p.grad with
          | null -> false
          | g -> not g.IsInvalid && g.abs().max().item<float>() > 0.0 ]

let private everyFunction = RoutingFunction.None :: (Functions.table |> List.map _.Function)

/// A function by the case's number.
let private chosen (functions: RoutingFunction list) c = functions[Case.pick "function" 0 functions.Length c]

let laws (build: Build) =
    [ law "identity" "an update starts at nothing, whatever the function and the picture" sizes (fun c ->
          let f = chosen everyFunction c
          use m = build c?d c?d (shapeOf c f)
          Finding.same (Matrix.zero c?T c?d) (run m (text "t" c) (picture "v" 1 c)) |> Finding.tag (string f))

      law "first-gradient" "the first gradient reaches B only" sizes (fun c ->
          let f = chosen everyFunction c
          use m = build c?d c?d (shapeOf c f)
          let down = firstGradients m c |> List.filter (fun (name, _) -> name.StartsWith "lora_A")
          Finding.holds (down |> List.forall (snd >> not)) "A has a gradient while B is zero" |> Finding.tag (string f))

      law
          "after-b-stuck"
          "routing after B gives B no gradient for ever: the update is of third degree in B, which is zero"
          sizes
          (fun c ->
              use m = build c?d c?d (RoutedLoraShape(c?r, 1.0, [| true |], Router RoutingFunction.Vllora, RoutingPlace.AfterB))
              let moving = firstGradients m c |> List.filter snd
              Finding.holds moving.IsEmpty $"a gradient reaches {moving}")

      law "add-is-sum" "element_add is plain LoRA on the sum of text and picture" sizes (fun c ->
          use routed = filled build c (shapeOf c RoutingFunction.ElementAdd)
          use plain = filled build c (shapeOf c RoutingFunction.None)
          let x, v = text "t" c, picture "v" 1 c
          Finding.same (run plain (x + v) v) (run routed x v))

      law
          "shared-down"
          "text and picture pass the same down projection: for one token each they can change places under a symmetric function"
          sizes
          (fun c ->
              let f = chosen [ RoutingFunction.ElementMul; RoutingFunction.ElementAdd ] c
              use m = filled build c (shapeOf c f)
              let x, v = picture "t" 1 c, picture "v" 1 c
              Finding.same (run m x v) (run m v x) |> Finding.tag (string f))

      law "picture-needed" "a pass without a picture is refused, saying what it lacks" sizes (fun c ->
          use m = filled build c (shapeOf c (chosen (everyFunction.Tail) c))
          use context = PassContext.Inference()
          try
              m.call (text "t" c, context) |> ignore
              Finding.holds false "it ran without a picture"
          with :? InvalidOperationException as e ->
              Finding.holds (e.Message.Contains "RoutingFeature") e.Message)

      law
          "joint"
          "one function over query and value together: element-wise ones act as on each alone, the others couple the two"
          sizes
          (fun c ->
              let f =
                  chosen
                      [ RoutingFunction.ElementMul
                        RoutingFunction.ElementAdd
                        RoutingFunction.Vllora
                        RoutingFunction.ElementMulExpand ]
                      c
              let outputs c =
                  [ for joint in [ false; true ] do
                        let m =
                            build
                                c?d
                                (3 * c?d)
                                (RoutedLoraShape(c?r, 1.0, [| true; false; true |], Router f, RoutingPlace.BeforeB, joint))
                        Bridge.fill "update/" m c
                        run m (text "t" c) (picture "v" 1 c) ]
              let apart c =
                  match outputs c with
                  | [ a; b ] -> Matrix.distance a b
                  | _ -> nan
              match f with
              | RoutingFunction.ElementMul
              | RoutingFunction.ElementAdd -> Finding.holds (apart c = 0.0) $"joint and separate differ by {apart c}"
              | _ ->
                  let draws = Seq.init 5 (fun k -> apart { Case.redrawn k c with Spread = 50 })
                  Finding.holds (Seq.exists (fun d -> d > 0.0) draws) "coupling made no difference in five draws"
              |> Finding.tag (string f))

      law "one-scale" "the update is proportional to its scale α/r" sizes (fun c ->
          let at scale = filled build c (RoutedLoraShape(c?r, scale, [| true |], Router RoutingFunction.Vllora))
          use one = at 1.0
          use three = at 3.0
          let x, v = text "t" c, picture "v" 1 c
          Finding.same (Matrix.scale 3.0 (run one x v)) (run three x v)) ]

/// The variant with cross-attention and the adapter form; a test hands in another variant and another function.
let variants split added =
    [ law
          "cross-attention-one-key"
          "with one vision token cross-attention does not see the text, with two it does"
          [ Case.knob "T" 1 3; Case.knob "d" 2 5 ]
          (fun c ->
              use generator = new torch.Generator(uint64 (c.Seed + 1))
              use m =
                  new SplitLoraDelta(
                      int64 c?d,
                      int64 c?d,
                      split,
                      RoutedLoraShape(16, 1.0, [| true |], Router RoutingFunction.Vllora),
                      generator,
                      Bridge.placement
                  )
              Bridge.fill "update/" m { c with Spread = 1 }
              let apart tokens =
                  Matrix.distance (run m (text "t" c) (picture "v" tokens c)) (run m (text "u" c) (picture "v" tokens c))
              Finding.holds (apart 1 <= 1e-9) $"the text moved it by {apart 1}"
              |> Finding.either (apart 2 > 1e-9) "two tokens: the text matters" "two tokens: no effect")

      law
          "adapter-bias-twice"
          "in Adapter the picture passes the down projection with its bias: under element_add the bias counts twice"
          sizes
          (fun c ->
              use generator = new torch.Generator(1UL)
              let layer (p: int) (q: int) = LinearLayer.DrawNormal(int64 p, int64 q, 0.02, generator, Bridge.placement)
              use m = new RoutedAdapter(Bridge.site c?d, layer c?d c?r, layer c?r c?d, "relu", Router added, false)
              Bridge.fill "adapter/" m c
              let part name =
                  m.named_parameters () |> Seq.pick (fun struct (n, p) -> if n = name then Some(p :> torch.Tensor) else None)
              let x, v = text "t" c, picture "v" 1 c
              let z = (x + v).matmul((part "down_sampler.weight").t()) + (part "down_sampler.bias") * (2.0.ToScalar())
              let expected = z.relu().matmul((part "up_sampler.weight").t()) + part "up_sampler.bias"
              Finding.same (Bridge.matrix expected) (run m x v))
      |> Law.about [ "routing_adapter" ] ]
