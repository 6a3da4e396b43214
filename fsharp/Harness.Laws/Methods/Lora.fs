/// What a LoRA update promises.
module Harness.Laws.Methods.Lora

open Harness.Adapters.Sites
open Harness.Adapters.Lora
open Harness.Laws
open Harness.Laws.Torch
open TorchSharp

let private source = "LoRA baseline (arXiv 2106.09685, section 4.1)"
let private law id statement knobs check =
    Law.over ("lora." + id) statement source knobs (Bridge.scoped check) |> Law.about [ "lora" ]
let private sizes = [ Case.knob "in" 1 6; Case.knob "out" 1 6; Case.knob "r" 1 4 ]

let private address (c: Case) =
    SiteAddress("q", SiteRole.Query, SubLayer.SelfAttention, "encoder", 0, int64 (c?("in")), int64 c?out)

/// What is checked: how an update in → out of rank r and scale 1 is built.
type Build = int -> int -> int -> torch.Generator -> torch.nn.Module<torch.Tensor, PassContext, torch.Tensor>

/// The harness's own.
let own: Build =
    fun inWidth outWidth r generator -> new LoraDelta(int64 inWidth, int64 outWidth, r, 1.0, 0.0, generator, Bridge.placement)

/// A projection with whole-number weights, and an update for it.
let private projection (build: Build) (c: Case) =
    use generator = new torch.Generator(uint64 (c.Seed + 1))
    let p =
        new Projection(
            address c,
            Bridge.tensor (Case.matrix "W" c?out (c?("in")) c),
            Bridge.tensor(Case.matrix "bias" 1 c?out c).reshape(int64 c?out)
        )
    p, build (c?("in")) c?out c?r generator

let private input c = Bridge.tensor (Case.matrix "x" 3 (c?("in")) c)

let private run (p: Projection) x =
    use context = PassContext.Inference()
    use _ = torch.no_grad ()
    Bridge.matrix (p.call (x, context))

let private set c delta = Bridge.fill "delta/" delta c

let lawsWith (build: Build) =
    let projection c = projection build c
    [ law "identity" "a fresh update changes nothing: B starts at zero" sizes (fun c ->
          let p, delta = projection c
          use _ = p
          let bare = run p (input c)
          p.Attach("", delta)
          Finding.same bare (run p (input c)))

      law "merged" "the merged weight gives the same output, and unmerging restores it bit for bit" sizes (fun c ->
          let p, delta = projection c
          use _ = p
          p.Attach("", delta)
          set c delta
          let before, weight = run p (input c), Bridge.matrix p.Weight
          p.Merge()
          let merged = run p (input c)
          p.Unmerge()
          Finding.all [ Finding.near 1e-9 before merged; Finding.same weight (Bridge.matrix p.Weight) ])

      law "rank-bound" "the update's rank is at most r" sizes (fun c ->
          let p, delta = projection c
          use _ = p
          use _ = delta
          set c delta
          let weight =
              match box delta with
              | :? IMergeable as update -> update.DeltaWeight()
              | _ -> invalidOp "the update has no weight"
          let r, bound = Rank.exact (Bridge.matrix weight), List.min [ c?("in"); c?out; c?r ]
          Finding.holds (r <= bound) $"rank {r} is above {bound}" |> Finding.either (r = bound) "reached" "below")

      law "count" "trained numbers are r·(in + out)" sizes (fun c ->
          let p, delta = projection c
          use _ = p
          use _ = delta
          let expected = int64 (c?r * (c?("in") + c?out))
          Finding.all
              [ Finding.equal "the enumeration" expected (Bridge.count delta)
                Finding.equal "the formula" expected (LoraDelta.Parameters(int64 (c?("in")), int64 c?out, c?r)) ]) ]

let laws = lawsWith own
