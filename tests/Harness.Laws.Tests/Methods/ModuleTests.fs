module Harness.Laws.Tests.Methods.ModuleTests

open System
open System.Collections.Generic
open Harness.Adapters
open Harness.Adapters.Sites
open Harness.Adapters.Bottleneck
open Harness.Adapters.Lora
open Harness.Adapters.Phm
open Harness.Laws
open Harness.Laws.Methods
open Harness.Laws.Phm
open Harness.Laws.Tests
open Harness.Laws.Torch
open TorchSharp
open Xunit

let private one (x: torch.Tensor) = x + torch.ones_like x

/// The module of other settings than were asked for.
let private built key (value: MixPhmMethod -> bool) =
    let changed (settings: MixPhmMethod) =
        let options =
            settings.Options
            |> Seq.map (fun pair -> KeyValuePair(pair.Key, (if pair.Key = key then box (value settings) else pair.Value)))
        PeftMethods.Create("mixphm", options) :?> MixPhmMethod
    { MixPhm.own with
        Build = fun settings site rule generator -> MixPhm.own.Build (changed settings) site rule generator }

let private level0 =
    { MixPhm.own with
        Build =
            fun settings site rule generator ->
                let tokens =
                    MixPhmMethod(
                        NumExperts = settings.NumExperts,
                        HypercomplexDivision = settings.HypercomplexDivision,
                        PhmRank = settings.PhmRank,
                        ReductionFactor = settings.ReductionFactor,
                        AdapterDropout = 0.0,
                        Level = 0
                    )
                MixPhm.own.Build tokens site rule generator }

let private mixDefects =
    [ "a bank that keeps its first expert", { MixPhm.own with Averaged = fun bank -> MixPhm.values bank.Experts[0].Factors }
      "a bank that forgets its experts' widths",
      { MixPhm.own with
          Averaged =
              fun bank ->
                  let e = MixPhm.own.Averaged bank
                  { e with
                      Bias = Matrix.zero 1 (e.Out + 1)
                      Right = e.Right |> List.map (fun u -> Array2D.init (Matrix.rows u) (Matrix.columns u + 1) (fun _ _ -> 1.0)) } }
      "inference adds one",
      { MixPhm.own with
          Run = fun m x context -> if context.Training then m.call (x, context) else one (m.call (x, context)) }
      "tokens draw experts in inference", level0
      "down is not shared", built "sharing_down" (fun s -> not s.SharingDown)
      "up is shared", built "sharing_up" (fun s -> not s.SharingUp)
      "experts start apart",
      { MixPhm.own with
          Build =
              fun settings site rule generator ->
                  let m = MixPhm.own.Build settings site rule generator
                  use _ = torch.no_grad ()
                  for e, expert in Seq.indexed m.UpBank.Experts do
                      for p in expert.parameters () do
                          p.add_ ((float e).ToScalar()) |> ignore
                  m } ]

[<Fact>]
let ``every law of the MixPHM module notices a planted defect`` () = Check.everyLawCatches 60 MixPhm.lawsWith mixDefects

[<Fact>]
let ``every law of AdaMix notices a planted defect`` () =
    let addsPlace: AdaMix.Run =
        fun m x context -> m.call (x, context) + torch.arange(3L, dtype = Nullable torch.float64).reshape(1L, 3L, 1L)
    Check.everyLawCatches 60 AdaMix.lawsWith [ "the place of a token is added", addsPlace ]

/// B does not start at zero, and the merged weight is another than what is added.
let private stirred: Lora.Build =
    fun inWidth outWidth r generator ->
        let delta = new LoraDelta(int64 inWidth, int64 outWidth, r, 1.0, 0.0, generator, Bridge.placement)
        use _ = torch.no_grad ()
        delta.B.add_ (1.0.ToScalar()) |> ignore
        delta

type private Halved(inner: LoraDelta) as this =
    inherit torch.nn.Module<torch.Tensor, PassContext, torch.Tensor>("Halved")
    do this.register_module ("inner", inner)
    override _.RegisterComponents() = ()
    override _.forward(x, context) = inner.call (x, context)
    interface IMergeable with
        member _.MergeObstacle = null
        member _.DeltaWeight() = inner.DeltaWeight() * (0.5.ToScalar())

[<Fact>]
let ``every law of LoRA notices a planted defect`` () =
    Check.everyLawCatches
        60
        Lora.lawsWith
        [ "B does not start at zero", stirred
          "a rank more", (fun i o r generator -> Lora.own i o (r + 1) generator)
          "half of the update is merged",
          (fun i o r generator -> new Halved(new LoraDelta(int64 i, int64 o, r, 1.0, 0.0, generator, Bridge.placement))) ]

[<Fact>]
let ``every law of the redundancy loss notices a planted defect`` () =
    Check.everyLawCatches
        60
        Redundancy.lawsWith
        [ "tokens are not normalised", { Redundancy.own with TermOne = fun a h -> a.t().matmul(h).pow(2.0.ToScalar()).sum() }
          "the diagonal counts along one route",
          { Redundancy.own with
              OffDiagonal = fun a h byTokens -> let y = Redundancy.own.OffDiagonal a h byTokens in if byTokens then one y else y }
          "term II is doubled",
          { Redundancy.own with
              TermTwo = fun a g sample -> (Redundancy.own.TermTwo a g sample) * (2.0.ToScalar()) } ]

[<Fact>]
let ``every law of the adapters' PHM layer notices a planted defect`` () =
    let own = Adapters.forward, (fun (s: PhmShape) -> s.RankBound)
    Check.everyLawCatches
        60
        (fun (run, bound) -> Adapters.lawsWith run bound)
        [ "a plan adds one", ((fun plan layer x -> Array2D.map ((+) 1.0) (fst own plan layer x)), snd own)
          "the bound is one too high", (fst own, (fun s -> s.RankBound + 1L)) ]
