/// A VL-T5 of a few dozen numbers a side, with sizes from the case, and the methods of the paper's comparison on it.
module Harness.Laws.Methods.TinyBackbone

open System
open Harness.Adapters
open Harness.Adapters.BitFit
open Harness.Adapters.Bottleneck
open Harness.Adapters.Full
open Harness.Adapters.Lora
open Harness.Adapters.Phm
open Harness.Backbones
open Harness.Laws
open TorchSharp

/// Width/8, heads, blocks a stack; the bottleneck is half the width.
let sizes = [ Case.knob "w" 1 2; Case.knob "heads" 1 2; Case.knob "layers" 1 2 ]

let vocabulary, features, regions, buckets = 11, 6, 2, 32

let config (c: Case) =
    VlT5Config(
        Name = "tiny", VocabSize = int64 vocabulary, DModel = int64 (8 * c?w), DKv = 4L, DFf = 12L, NumLayers = c?layers,
        NumHeads = int64 c?heads, FeatDim = int64 features, NumRegions = regions, DropoutRate = 0.0)

/// Shapes only.
let shapes c = new VlT5(config c, device = torch.META)

/// Float64 weights drawn from the case's seed.
let drawn (c: Case) =
    use generator = new torch.Generator(uint64 (c.Seed + 1))
    new VlT5(config c, generator, dtype = torch.float64)

let experts, n, rank, r = 3, 2, 2, 2

/// (name, a fresh configuration), in table order.
let methods: (string * PeftMethod) list =
    [ "full", FullFinetuning()
      "bitfit", BitFitMethod()
      "lora", LoraMethod(R = r, LoraAlpha = float r)
      "compacter", CompacterMethod(ReductionFactor = 2, HypercomplexDivision = n, PhmRank = rank, PhmInitRange = 0.5)
      "houlsby", HoulsbyMethod(ReductionFactor = 2)
      "pfeiffer", PfeifferMethod(ReductionFactor = 2)
      "adamix", AdaMixMethod(ReductionFactor = 2, NumExperts = experts)
      "mixphm",
      MixPhmMethod(
          ReductionFactor = 2, HypercomplexDivision = n, PhmRank = rank, NumExperts = experts, PhmInitRange = 0.5, AdapterDropout = 0.0,
          UseRedundancyLoss = false) ]

/// The method that the case names by number.
let chosen (c: Case) = methods[c?method]

let knobs = sizes @ [ Case.knob "method" 0 (methods.Length - 1) ]

let apply (c: Case) (method: PeftMethod) (backbone: VlT5) =
    use generator = new torch.Generator(uint64 (c.Seed + 2))
    method.Apply(backbone, generator)

/// Logits [1, 2, V] of a fixed little question about a picture with two regions.
let forward (c: Case) (backbone: VlT5) (context: PassContext) =
    let entries stream count = Array.init count (fun i -> float (Case.entry stream i c) / 3.0)
    let real (values: float[]) (shape: int64[]) = torch.tensor(values, dtype = Nullable torch.float64).reshape shape
    let ids = torch.tensor([| 2L; 3L; 4L |]).reshape (1L, 3L)
    let labels = torch.tensor([| 5L; 1L |]).reshape (1L, 2L)
    let pictures = real (entries "features" (regions * features)) [| 1L; int64 regions; int64 features |]
    let boxes = real [| 0.0; 0.0; 0.5; 0.5; 0.25; 0.5; 1.0; 1.0 |] [| 1L; int64 regions; 4L |]
    backbone.Forward(ids, null, pictures, boxes, labels, context).Logits

/// The same as plain numbers, in inference.
let logits c backbone (context: PassContext) =
    use _ = torch.no_grad ()
    let l = forward c backbone context
    Harness.Laws.Torch.Bridge.matrix l
