/// Small backbones of three families (encoder-decoder, decoder, encoder) with inputs, all following from a case.
namespace Harness.Laws.Battery

open System
open Harness.Adapters
open Harness.Backbones
open Harness.Laws
open TorchSharp

/// A backbone of a few hundred numbers and a way to run it.
type TinyModel =
    {
        Backbone: IBackbone
        /// Output [1, T, ·] for input number i; equal cases have equal inputs.
        Forward: PassContext -> int -> torch.Tensor
    }

    interface IDisposable with
        member this.Dispose() = this.Backbone.Root.Dispose()

module TinyModel =
    /// Width/8, heads, blocks a stack, and the family by number.
    let sizes = [ Case.knob "family" 0 2; Case.knob "w" 1 2; Case.knob "heads" 1 2; Case.knob "layers" 1 2 ]

    let families = [ "vl-t5"; "gpt2"; "roberta" ]

    let private vocabulary, features, regions = 11, 6, 2
    let private width (c: Case) = int64 (8 * c?w)

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

    let private dtype (backbone: IBackbone) = (Seq.head (backbone.Root.parameters ())).dtype

    let private ids stream count (c: Case) =
        torch.tensor([| for i in 0 .. count - 1 -> 2L + int64 (Case.pick stream i (vocabulary - 2) c) |]).reshape(1L, int64 count)

    /// [1, rows, columns] of thirds, in the backbone's element type.
    let private real stream rows columns c backbone =
        let values = Array.init (rows * columns) (fun i -> float (Case.entry stream i c) / 3.0)
        torch.tensor(values, dtype = Nullable torch.float64).reshape(1L, int64 rows, int64 columns).``to``(dtype backbone)

    let private ofT5 c (backbone: VlT5) =
        let forward context i =
            let boxes = torch.tensor ([| 0.0; 0.0; 0.5; 0.5; 0.25; 0.5; 1.0; 1.0 |], dtype = Nullable torch.float64)
            backbone
                .Forward(
                    ids $"text{i}" 3 c,
                    null,
                    real $"regions{i}" regions features c backbone,
                    boxes.reshape(1L, int64 regions, 4L).``to``(dtype backbone),
                    ids $"labels{i}" 2 c,
                    context
                )
                .Logits
        { Backbone = backbone; Forward = forward }

    let private ofGpt2 c (backbone: Gpt2) =
        { Backbone = backbone
          Forward = fun context i -> backbone.Forward(ids $"text{i}" 4 c, null, context) }

    let private ofRoberta c (backbone: Roberta) =
        let forward context i =
            let out = backbone.Forward(ids $"text{i}" 4 c, null, context)
            match out.Pooled with
            | null -> out.State
            | pooled -> out.State + pooled.unsqueeze 1L
        { Backbone = backbone; Forward = forward }

    /// Float64 weights drawn from the case's seed.
    let drawn family (c: Case) =
        use generator = new torch.Generator(uint64 (c.Seed + 1))
        match family with
        | "vl-t5" -> ofT5 c (new VlT5(vlT5 c, generator, dtype = torch.float64))
        | "gpt2" -> ofGpt2 c (new Gpt2(gpt2 c, generator, dtype = torch.float64))
        | _ -> ofRoberta c (new Roberta(roberta c, generator, dtype = torch.float64))

    /// Shapes only.
    let shapes family (c: Case) : IBackbone =
        match family with
        | "vl-t5" -> new VlT5(vlT5 c, device = torch.META)
        | "gpt2" -> new Gpt2(gpt2 c, device = torch.META)
        | _ -> new Roberta(roberta c, device = torch.META)

    /// A routing feature [1, 1, d] for input number i.
    let feature c (backbone: IBackbone) i = real $"picture{i}" 1 (int (width c)) c backbone

    /// Softmax over the keys cancels whatever is the same for all of them, so that a bias of the keys has no gradient.
    let cancelled (parameter: string) =
        parameter.EndsWith(".k.bias", StringComparison.Ordinal) || parameter.EndsWith(".key.bias", StringComparison.Ordinal)
