using Harness.Adapters;
using Harness.Adapters.Bottleneck;
using Harness.Adapters.Full;
using Harness.Adapters.Lora;
using Harness.Adapters.Phm;
using Harness.Backbones.VlT5Models;
using static TorchSharp.torch;

namespace Harness.Benchmarks;

/// <summary>A step of the size that MixPHM's paper trains: VL-T5 on T5-base, 16 questions of 20 tokens with 36 regions, answers of 5 tokens.</summary>
internal sealed class BaseStep(PeftMethod method, Device? device = null) : StepModel(Shape, method, device)
{
    public static readonly StepShape Shape = new(VlT5Config.Base, Batch: 16, Tokens: 20, Regions: 36, Targets: 5);

    public static readonly MixPhmMethod MixPhm = new();

    /// <summary>MixPHM, and what its step is compared with.</summary>
    public static readonly IReadOnlyList<PeftMethod> Methods =
    [
        MixPhm,
        new LoraMethod { R = 8 },
        new PfeifferMethod(),
        new FullFinetuning(),
    ];
}
