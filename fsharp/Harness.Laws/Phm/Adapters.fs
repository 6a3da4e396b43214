/// The product and the layer of Harness.Adapters, as the laws take them.
module Harness.Laws.Phm.Adapters

open System
open Harness.Adapters.Phm
open Harness.Laws
open Harness.Laws.Matrix
open Harness.Laws.Torch
open TorchSharp

/// A⊗B through the batched product of the adapters.
let kron (a: Matrix) (b: Matrix) : Matrix =
    use _ = torch.NewDisposeScope()
    Kronecker.Batched((Bridge.tensor a).unsqueeze 0L, (Bridge.tensor b).unsqueeze 0L) |> Bridge.matrix

let private shape inWidth outWidth n k = PhmShape(int64 inWidth, int64 outWidth, n, Nullable k)

/// The layer with the given values.
let build (layer: Layer) =
    use generator = new torch.Generator(1UL)
    let phm = new PhmLinear(shape layer.In layer.Out layer.N layer.Rank, PhmInit(), generator, Bridge.placement)
    Bridge.assign phm "phm_rule" (Bridge.stack layer.Rule)
    Bridge.assign phm "W_left" (Bridge.stack layer.Left)
    Bridge.assign phm "W_right" (Bridge.stack layer.Right)
    Bridge.assign phm "b" ((Bridge.tensor layer.Bias).reshape(int64 layer.Out))
    phm

/// The layer along a plan; None: the one that it chooses.
let forward plan (layer: Layer) x =
    use _ = torch.NewDisposeScope()
    use phm = build layer
    let input = Bridge.tensor x
    (match plan with
     | None -> phm.call input
     | Some plan -> phm.Forward(input, plan))
    |> Bridge.matrix

let private enumerate inWidth outWidth n k ownRule =
    use _ = torch.NewDisposeScope()
    use generator = new torch.Generator(1UL)
    use owner = new Bridge.Owner()
    let shared = if ownRule then null else PhmRule.Register(owner, n, false, PhmInit(), generator, Bridge.placement)
    use phm = new PhmLinear(shape inWidth outWidth n k, PhmInit(), generator, Bridge.placement, shared)
    Bridge.count phm

let private closedForm inWidth outWidth n k ownRule =
    (shape inWidth outWidth n k).Parameters + (if ownRule then PhmShape.RuleParameters(n, false) else 0L)

/// The layer as it runs, in the order that it chooses by cost.
let layer =
    { Forward = forward None
      Materialise =
        fun values ->
            use _ = torch.NewDisposeScope()
            use phm = build values
            Bridge.matrix (phm.Weight())
      Enumerate = enumerate
      ClosedForm = closedForm }

/// The laws that only the adapters' layer has: of a way to run it along a plan, and of the bound on its rank that its sizes print.
let lawsWith (run: PhmPlan option -> Layer -> Matrix -> Matrix) (printedBound: PhmShape -> int64) =
    [ Law.over
          "phm.plans"
          "every order of multiplying out gives the same product"
          "cost model of the factored product"
          Layer.sizes
          (fun c ->
              let values = Layer.ofCase c
              let x = Case.matrix "x" 3 values.In c
              let expected = Layer.apply values x
              [ for plan in PhmCost.Allowed(shape values.In values.Out values.N values.Rank) ->
                    Finding.near 1e-9 expected (run (Some plan) values x) ]
              |> Finding.all)
      |> Law.about [ "compacter"; "mixphm" ]

      Law.over
          "phm.printed-rank-bound"
          "the bound that the layer's sizes print is the law's bound"
          "PHM layer, rank"
          Layer.sizes
          (fun c ->
              let values = Layer.ofCase c
              let s = shape values.In values.Out values.N values.Rank
              let r = Rank.exact (Layer.weight values)
              Finding.holds
                  (int64 r <= printedBound s && printedBound s <= int64 (Layer.rankBound values))
                  $"rank {r}, printed bound {printedBound s}")
      |> Law.about [ "compacter"; "mixphm" ] ]

let laws = lawsWith forward _.RankBound
