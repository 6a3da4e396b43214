using Harness.Backbones.BartModels;
using Harness.Backbones.ClipModels;
using Harness.Backbones.Common;
using Harness.Data.Text;

namespace Harness.Backbones.ClipBartModels;

/// <summary>
/// Sizes and options of CLIP-BART: BART whose encoder also reads CLIP grid features. Sung et al. 2022 (VL-Adapter), arXiv 2112.06825.
/// </summary>
public sealed record ClipBartConfig : BartConfig
{
    /// <summary>Width of a grid feature. Default: 2048 (CLIP ResNet-101).</summary>
    public long FeatDim { get; init; } = 2048;

    /// <summary>Pictures that a sample may hold; rows of the image-order table. Default: 2.</summary>
    public long NImages { get; init; } = 2;

    /// <summary>BART-base with 200 special tokens and the visual embedding: 141,156,864 parameters, CLIP not counted.</summary>
    public static new ClipBartConfig Base { get; } = new() { Name = "clip-bart-base", VocabSize = 50265 + 200 };

    /// <summary>The small model over a vocabulary of words (<see cref="WordVocabulary"/>), whose padding is 0 and whose end is 1.</summary>
    public static ClipBartConfig Small(long words) =>
        new()
        {
            Name = "clip-bart-small",
            VocabSize = words,
            MaxPositionEmbeddings = 64,
            DModel = 96,
            EncoderLayers = 2,
            DecoderLayers = 2,
            EncoderFfnDim = 384,
            DecoderFfnDim = 384,
            EncoderAttentionHeads = 4,
            DecoderAttentionHeads = 4,
            PadTokenId = 0,
            BosTokenId = 1,
            EosTokenId = 1,
            DecoderStartTokenId = 1,
            ForcedEosTokenId = 1,
            FeatDim = ClipResNetConfig.Small.FeatDim,
            InitStd = 0.1,
        };

    internal override long ParameterCount => base.ParameterCount + DModel * (FeatDim + 5 + 2 + 4 + NImages);

    /// <exception cref="ArgumentException">Not JSON, or a value out of range; every problem is named.</exception>
    public static new ClipBartConfig FromJson(string json)
    {
        var config = ConfigJson.Read<ClipBartConfig>(json);
        ConfigProblems.Throw(config.Name, config.Problems());
        return config;
    }

    public override IReadOnlyList<string> Problems()
    {
        var problems = new ConfigProblems();
        problems.Positive("feat_dim", FeatDim);
        problems.Positive("n_images", NImages);
        return [.. base.Problems(), .. problems.All];
    }
}
