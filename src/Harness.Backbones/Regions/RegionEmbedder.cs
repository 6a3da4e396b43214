using Harness.Adapters.Numerics;
using Harness.Backbones.Common;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Backbones.Regions;

/// <summary>Sizes of the region embedder.</summary>
public sealed record RegionEmbedderConfig
{
    /// <summary>Side of a crop in pixels. Default: 32.</summary>
    public int CropSize { get; init; } = 32;

    /// <summary>Channels after each stride-2 convolution. Default: 24, 48, 96.</summary>
    public IReadOnlyList<int> Channels { get; init; } = [24, 48, 96];

    /// <summary>Width of a region feature. Default: 128.</summary>
    public int FeatDim { get; init; } = 128;

    /// <summary>Every problem, one sentence each; empty when the network can be built.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new ConfigProblems();
        problems.Check(
            Channels.Count > 0 && Channels.All(c => c > 0),
            "channels",
            string.Join(", ", Channels),
            "a list of positive widths"
        );
        problems.Check(
            CropSize > 0 && CropSize % (1 << Channels.Count) == 0,
            "crop_size",
            CropSize,
            $"a multiple of {1 << Channels.Count}"
        );
        problems.Positive("feat_dim", FeatDim);
        return problems.All;
    }
}

/// <summary>
/// A small convolutional network that turns the crop of a region into a feature: stride-2 convolutions 3×3 (batch norm, ReLU),
/// a linear map, batch norm. It stands where the papers use bottom-up attention features.
/// Shapes: crops [N, 3, 32, 32] in 0..1 → [N, 128]. Parameters with default sizes: about 250,000.
/// Init: Kaiming-normal for what ReLU follows, N(0, 1/in) for the linear map.
/// Whether batch norm reads the batch or its running statistics is the module's own training mode (<c>train()</c>, <c>eval()</c>).
/// </summary>
public sealed class RegionEmbedder : TensorPart
{
    private readonly List<(Conv2d Convolution, BatchNorm2d Norm)> stages = [];
    private readonly Linear linear;
    private readonly BatchNorm1d outputNorm;

    /// <param name="generator">Source of the initial weights.</param>
    /// <exception cref="ArgumentException">The configuration cannot be built; every problem is named.</exception>
    public RegionEmbedder(RegionEmbedderConfig config, Generator generator)
        : base(nameof(RegionEmbedder))
    {
        ConfigProblems.Throw(nameof(RegionEmbedder), config.Problems());
        Config = config;
        using var noGrad = no_grad();
        var width = 3;
        for (var i = 0; i < config.Channels.Count; i++)
        {
            var convolution = nn.Conv2d(width, config.Channels[i], 3, stride: 2, padding: 1, bias: false);
            var norm = nn.BatchNorm2d(config.Channels[i]);
            convolution.weight!.normal_(0, Math.Sqrt(2.0 / (width * 9)), generator);
            register_module($"conv{i}", convolution);
            register_module($"norm{i}", norm);
            stages.Add((convolution, norm));
            width = config.Channels[i];
        }
        var side = config.CropSize >> config.Channels.Count;
        linear = nn.Linear(width * side * side, config.FeatDim, hasBias: false);
        linear.weight!.normal_(0, Math.Sqrt(1.0 / (width * side * side)), generator);
        outputNorm = nn.BatchNorm1d(config.FeatDim);
        register_module("linear", linear);
        register_module("norm_out", outputNorm);
        BackboneBuilder.Settle(this);
    }

    public RegionEmbedderConfig Config { get; }

    public override Tensor forward(Tensor crops)
    {
        var x = crops - 0.5;
        foreach (var (convolution, norm) in stages)
            x = nn.functional.relu(norm.call(Convolutions.Conv2d(x, convolution.weight!, [2, 2], [1, 1])));
        return outputNorm.call(linear.call(x.flatten(1)));
    }
}

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
