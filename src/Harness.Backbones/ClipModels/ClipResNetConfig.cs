using Harness.Adapters.Saving;
using Harness.Adapters.Saving.Safetensors;
using Harness.Backbones.Common;

namespace Harness.Backbones.ClipModels;

/// <summary>Sizes of CLIP's residual network. Radford et al. 2021, arXiv 2103.00020; the release states them by the weights' shapes.</summary>
public sealed record ClipResNetConfig
{
    /// <summary>Short name for tables. Default: clip-rn101.</summary>
    public string Name { get; init; } = "clip-rn101";

    /// <summary>Blocks of the four stages. Default: 3, 4, 23, 3.</summary>
    public IReadOnlyList<int> Layers { get; init; } = [3, 4, 23, 3];

    /// <summary>Channels after the stem. Default: 64.</summary>
    public long Width { get; init; } = 64;

    /// <summary>Width of the joint picture–text space. Default: 512.</summary>
    public long OutputDim { get; init; } = 512;

    /// <summary>Side of a picture in pixels; decides the rows of the position table. Default: 224.</summary>
    public long ImageSize { get; init; } = 224;

    /// <summary>What VL-Adapter reads: grid features of width 2048.</summary>
    public static ClipResNetConfig ResNet101 { get; } = new();

    public static ClipResNetConfig ResNet50 { get; } =
        new()
        {
            Name = "clip-rn50",
            Layers = [3, 4, 6, 3],
            OutputDim = 1024,
        };

    /// <summary>The tower that is pre-trained here: 4×4 cells of width 256 from pictures of 128 pixels.</summary>
    public static ClipResNetConfig Small { get; } =
        new()
        {
            Name = "clip-rn-small",
            Layers = [1, 1, 1, 1],
            Width = 8,
            OutputDim = 64,
            ImageSize = 128,
        };

    /// <summary>The sizes that released weights have, told from the shapes of their tensors.</summary>
    /// <exception cref="CheckpointException">They are not those of CLIP's residual network.</exception>
    public static ClipResNetConfig Of(IWeightFile file)
    {
        var shapes = file.Entries.ToDictionary(e => e.Name, e => e.Shape);
        if (
            !shapes.TryGetValue("visual.conv3.weight", out var stem)
            || !shapes.TryGetValue("visual.attnpool.positional_embedding", out var cells)
            || !shapes.TryGetValue("visual.attnpool.c_proj.weight", out var output)
        )
            throw new CheckpointException(
                $"{file.Path}: holds no weights of CLIP's residual network (visual.conv3, visual.attnpool)."
            );
        return new ClipResNetConfig
        {
            Layers =
            [
                .. Enumerable
                    .Range(1, 4)
                    .Select(stage =>
                        Enumerable
                            .Range(0, shapes.Count)
                            .TakeWhile(block => shapes.ContainsKey($"visual.layer{stage}.{block}.conv1.weight"))
                            .Count()
                    ),
            ],
            Width = stem[0],
            OutputDim = output[0],
            ImageSize = 32 * (long)Math.Sqrt(cells[0] - 1),
        };
    }

    /// <summary>Channels of a grid feature.</summary>
    public long FeatDim => 32 * Width;

    internal long Heads => FeatDim / 64;

    internal long Side => ImageSize / 32;

    /// <summary>Stem, stages (the first block of each has a shortcut of its own), attention pooling.</summary>
    internal long ParameterCount
    {
        get
        {
            var half = Width / 2;
            var count = Norms(half, half, Width) + 9 * (3 * half + half * half + half * Width);
            var input = Width;
            for (var stage = 0; stage < Layers.Count; stage++)
            {
                var inner = Width << stage;
                count += input * 4 * inner + Norms(4 * inner);
                for (var block = 0; block < Layers[stage]; block++, input = 4 * inner)
                    count += input * inner + 9 * inner * inner + 4 * inner * inner + Norms(inner, inner, 4 * inner);
            }
            var d = FeatDim;
            return count + (Side * Side + 1) * d + 3 * (d * d + d) + d * OutputDim + OutputDim;
        }
    }

    /// <summary>Every problem, one sentence each; empty when the model can be built.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new ConfigProblems();
        problems.Check(Layers.Count == 4 && Layers.All(n => n > 0), "layers", string.Join(", ", Layers), "four positive numbers");
        problems.Check(Width > 0 && Width % 2 == 0, "width", Width, "positive and even");
        problems.Positive("output_dim", OutputDim);
        problems.Check(ImageSize > 0 && ImageSize % 32 == 0, "image_size", ImageSize, "a multiple of 32");
        return problems.All;
    }

    private static long Norms(params long[] widths) => 2 * widths.Sum();
}
