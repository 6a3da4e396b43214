using System.Text.Json.Serialization;
using Harness.Backbones.Common;
using Harness.Backbones.T5Models;

namespace Harness.Backbones.VlT5Models;

/// <summary>How the box of a region enters the visual embedding.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BoxFeatures>))]
public enum BoxFeatures
{
    /// <summary>
    /// Five numbers as VL-T5 was trained: x1, y1, x2, y2 and an "area" that reads the box as (x1, x2, y1, y2), i.e. (y2 − x2)·(y1 − x1).
    /// The published weights expect that slip.
    /// </summary>
    [JsonStringEnumMemberName("published")]
    Published,

    /// <summary>
    /// Eight numbers for a model trained from scratch: 3·(x1−½, y1−½, x2−½, y2−½, width, height, √area, 1) with the true area. The embedding of a box is
    /// normalised, which takes its length away: without the constant a small thing near the middle and a big one further out are one vector.
    /// </summary>
    [JsonStringEnumMemberName("anchored")]
    Anchored,
}

/// <summary>
/// Sizes and options of VL-T5: T5 whose encoder also reads region features. Cho et al. 2021, arXiv 2102.02779.
/// </summary>
public sealed record VlT5Config : T5Config
{
    /// <summary>Width of a region feature. Default: 2048 (bottom-up attention).</summary>
    public long FeatDim { get; init; } = 2048;

    /// <summary>Pictures that a sample may hold; rows of the image-order table. Default: 2.</summary>
    public long NImages { get; init; } = 2;

    /// <summary>Regions of a picture. Default: 36. The model accepts any number; this one is for whoever prepares features.</summary>
    public int NumRegions { get; init; } = 36;

    /// <summary>Which numbers describe a box. Default: published.</summary>
    public BoxFeatures BoxFeatures { get; init; }

    /// <summary>Adds the image-order and object-order embeddings. Default: true.</summary>
    public bool UseVisOrderEmbedding { get; init; } = true;

    /// <summary>Normalises the visual embedding. Default: true.</summary>
    public bool UseVisLayerNorm { get; init; } = true;

    /// <summary>True: features and boxes are normalised apart; false: their sum with the order embeddings is. Default: true.</summary>
    public bool IndividualVisLayerNorm { get; init; } = true;

    /// <summary>VL-T5 on T5-base, 224,538,624 parameters, as both papers use it.</summary>
    public static VlT5Config Base { get; } =
        new()
        {
            Name = "vl-t5-base",
            VocabSize = 32200,
            DModel = 768,
            DKv = 64,
            DFf = 3072,
            NumLayers = 12,
            NumHeads = 12,
        };

    /// <summary>
    /// A model for two CPU cores: d = 96, 3 + 2 blocks. Token vectors start small and the head has no factor, boxes are anchored: with the published
    /// choices a model of this size learns far slower from scratch. Comparing two named things takes the encoder a block to look each up, one to tell
    /// which is which and one to compare.
    /// </summary>
    public static VlT5Config Small(long vocabSize) =>
        new()
        {
            Name = "vl-t5-small",
            VocabSize = vocabSize,
            DModel = 96,
            DKv = 24,
            DFf = 384,
            NumLayers = 3,
            NumDecoderLayers = 2,
            NumHeads = 4,
            AttentionDropoutRate = 0,
            EmbeddingInitStd = 0.1,
            ScaleDecoderOutputs = false,
            FeatDim = 128,
            NumRegions = 8,
            BoxFeatures = BoxFeatures.Anchored,
        };

    /// <summary>Numbers that describe a box.</summary>
    internal long BoxWidth => BoxFeatures == BoxFeatures.Published ? 5 : 8;

    /// <summary>T5's formula, plus features, boxes, image order and norms of the visual embedding.</summary>
    internal override long ParameterCount
    {
        get
        {
            var norms =
                !UseVisLayerNorm ? 0
                : IndividualVisLayerNorm ? 2
                : 1;
            return base.ParameterCount + DModel * (FeatDim + BoxWidth + norms + (UseVisOrderEmbedding ? NImages : 0));
        }
    }

    /// <exception cref="ArgumentException">Not JSON, or a value out of range; every problem is named.</exception>
    public static new VlT5Config FromJson(string json) => ConfigJson.Read<VlT5Config>(json).Checked();

    /// <summary>What <see cref="FromJson"/> reads.</summary>
    public string ToJson() => ConfigJson.Write(this);

    public override IReadOnlyList<string> Problems()
    {
        var problems = new ConfigProblems();
        problems.Positive("feat_dim", FeatDim);
        problems.Positive("n_images", NImages);
        problems.Check(NumRegions > 0 && NumRegions <= VocabSize, "num_regions", NumRegions, $"in [1, vocab_size = {VocabSize}]");
        return [.. base.Problems(), .. problems.All];
    }
}
