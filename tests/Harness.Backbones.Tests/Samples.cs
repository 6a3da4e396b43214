using Harness.Backbones.BartModels;
using Harness.Backbones.Decoding;
using Harness.Backbones.Gpt2Models;
using Harness.Backbones.T5Models;
using Harness.Backbones.VlT5Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones.Tests;

/// <summary>Tiny models and inputs with fixed seeds.</summary>
internal static class Samples
{
    public static readonly T5Config T5 = new()
    {
        Name = "t5-test",
        VocabSize = 40,
        DModel = 16,
        DKv = 4,
        DFf = 32,
        NumLayers = 2,
        NumHeads = 4,
        RelativeAttentionNumBuckets = 8,
        RelativeAttentionMaxDistance = 20,
    };

    public static readonly VlT5Config VlT5 = VlT5Config.Small(40) with
    {
        NumLayers = 2,
        DModel = 16,
        DKv = 4,
        DFf = 32,
        FeatDim = 12,
        NumRegions = 5,
        RelativeAttentionNumBuckets = 8,
        RelativeAttentionMaxDistance = 20,
    };

    public static readonly BartConfig Bart = new()
    {
        Name = "bart-test",
        VocabSize = 40,
        DModel = 16,
        EncoderLayers = 2,
        DecoderLayers = 2,
        EncoderFfnDim = 32,
        DecoderFfnDim = 32,
        EncoderAttentionHeads = 4,
        DecoderAttentionHeads = 4,
        MaxPositionEmbeddings = 30,
        InitStd = 0.5,
    };

    public static readonly Gpt2Config Gpt2 = new()
    {
        Name = "gpt2-test",
        VocabSize = 40,
        NPositions = 30,
        NEmbd = 16,
        NLayer = 2,
        NHead = 4,
        EosTokenId = 2,
        InitializerRange = 0.3,
    };

    public static Generator Generator(ulong seed = 7) => new(seed);

    /// <summary>Two rows of six tokens, the second padded with 0 after four.</summary>
    public static Tensor Ids() => torch.tensor(new long[] { 5, 9, 33, 12, 7, 1, 8, 21, 3, 1, 0, 0 }).view(2, 6);

    public static Tensor Normal(ulong seed, params long[] shape) => torch.empty(shape).normal_(0, 1, Generator(seed));

    /// <summary>Boxes whose corners are in order.</summary>
    public static Tensor Boxes(long batch, long count)
    {
        var corner = torch.empty(batch, count, 2).uniform_(0, 0.5, Generator(3));
        return torch.cat([corner, corner + 0.3], -1);
    }

    public static DecodingLimits Limits(int steps) =>
        new()
        {
            MaxNewTokens = steps,
            End = 1,
            Pad = 0,
        };

    public static Tensor Start(long rows, long token = 0) => torch.full([rows, 1], token, dtype: ScalarType.Int64);

    public static double MaxAbs(Tensor a, Tensor b) => (a - b).abs().max().ToDouble();
}
