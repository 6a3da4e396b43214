/// The backbones of the papers, tiny: an encoder-decoder, a decoder and an encoder.
module Harness.Laws.TinyBackbones

open System
open Harness.Backbones.Gpt2Models
open Harness.Backbones.RobertaModels
open Harness.Backbones.VlT5Models
open Harness.Laws
open Harness.Laws.Battery
open TorchSharp

let private vocabulary, features, regions = 11, 6, 2
let private width (c: Case) = int64 (8 * c?w)
let private ids stream count c = TinyModel.ids stream vocabulary count c

let private vlT5 (c: Case) =
    VlT5Config(
        Name = "tiny-vl-t5",
        VocabSize = int64 vocabulary,
        DModel = width c,
        DKv = 4L,
        DFf = 12L,
        NumLayers = c?layers,
        NumHeads = int64 c?heads,
        FeatDim = int64 features,
        NumRegions = regions,
        DropoutRate = 0.0
    )

// Weights of a usual size would leave these two with gradients near the rounding error.
let private sigma = 0.5

let private gpt2 (c: Case) =
    Gpt2Config(
        Name = "tiny-gpt2",
        VocabSize = int64 vocabulary,
        NPositions = 8L,
        NEmbd = width c,
        NLayer = c?layers,
        NHead = int64 c?heads,
        InitializerRange = sigma
    )

let private roberta (c: Case) =
    RobertaConfig(
        Name = "tiny-roberta",
        VocabSize = int64 vocabulary,
        HiddenSize = width c,
        NumHiddenLayers = c?layers,
        NumAttentionHeads = int64 c?heads,
        IntermediateSize = 12L,
        MaxPositionEmbeddings = 10L,
        InitializerRange = sigma
    )

let private ofT5 c (backbone: VlT5) =
    let forward context i =
        let boxes = torch.tensor ([| 0.0; 0.0; 0.5; 0.5; 0.25; 0.5; 1.0; 1.0 |], dtype = Nullable torch.float64)
        backbone
            .Forward(
                ids $"text{i}" 3 c,
                null,
                TinyModel.real $"regions{i}" regions features c backbone,
                boxes.reshape(1L, int64 regions, 4L).``to``(TinyModel.dtype backbone),
                ids $"labels{i}" 2 c,
                context
            )
            .Logits
    { Backbone = backbone; Forward = forward; Detach = None }

let private ofGpt2 c (backbone: Gpt2) =
    { Backbone = backbone
      Forward = fun context i -> backbone.Forward(ids $"text{i}" 4 c, null, context)
      Detach = None }

let private ofRoberta c (backbone: Roberta) =
    let forward context i =
        let out = backbone.Forward(ids $"text{i}" 4 c, null, context)
        match out.Pooled with
        | null -> out.State
        | pooled -> out.State + pooled.unsqueeze 1L
    { Backbone = backbone; Forward = forward; Detach = None }

let private generator (c: Case) = new torch.Generator(uint64 (c.Seed + 1))

/// VL-T5, GPT-2 and RoBERTa.
let families: Family list =
    [ { Name = "vl-t5"
        Drawn = fun c -> (use g = generator c in ofT5 c (new VlT5(vlT5 c, g, dtype = torch.float64)))
        Shapes = fun c -> new VlT5(vlT5 c, device = torch.META) }
      { Name = "gpt2"
        Drawn = fun c -> (use g = generator c in ofGpt2 c (new Gpt2(gpt2 c, g, dtype = torch.float64)))
        Shapes = fun c -> new Gpt2(gpt2 c, device = torch.META) }
      { Name = "roberta"
        Drawn = fun c -> (use g = generator c in ofRoberta c (new Roberta(roberta c, g, dtype = torch.float64)))
        Shapes = fun c -> new Roberta(roberta c, device = torch.META) } ]

/// Sizes of a case.
let sizes = TinyModel.sizes families.Length

/// Shapes of the family of that name.
let shapes name c = (families |> List.find (fun family -> family.Name = name)).Shapes c
