using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Backbones;

/// <summary>
/// Classifiers on a region feature that exist only while the embedder is trained: the name of the thing, its category and the
/// colour behind it. A feature holds only what was asked of it, so each has its head; afterwards they are dropped.
/// Shapes: [N, f] → [N, classes] each. Parameters: Σ (f + 1)·classes. Init: N(0, 1/f), bias 0.
/// </summary>
public sealed class RegionEmbedderHeads : Part
{
    private readonly Dictionary<string, Linear> heads = [];

    /// <param name="classes">Head name (name, category, colour, …) and its number of classes.</param>
    public RegionEmbedderHeads(int featDim, IReadOnlyList<(string Name, int Classes)> classes, Generator generator)
        : base(nameof(RegionEmbedderHeads))
    {
        using var noGrad = no_grad();
        foreach (var (name, count) in classes)
        {
            var head = nn.Linear(featDim, count);
            head.weight!.normal_(0, Math.Sqrt(1.0 / featDim), generator);
            nn.init.zeros_(head.bias!);
            register_module(name, head);
            heads.Add(name, head);
        }
        BackboneBuilder.Settle(this);
    }

    /// <summary>Logits of the head called <paramref name="name"/>.</summary>
    public Tensor Forward(string name, Tensor features) => heads[name].call(features);
}
