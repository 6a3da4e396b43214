using Harness.Adapters.Sites;
using Harness.Backbones.Common;
using static TorchSharp.torch;

namespace Harness.Backbones.BartModels;

/// <summary>
/// BART's encoder or decoder: token vectors plus learned positions (two reserved rows first), a norm, blocks.
/// Shapes: [B, L, d] → [B, L, d].
/// </summary>
internal class BartStack : Part
{
    private const long ReservedPositions = 2;
    private readonly List<BartLayer> layers = [];
    private readonly TokenTable positions;
    private readonly AffineNorm norm;
    private readonly long heads;

    public BartStack(BartConfig config, BackboneBuilder builder, Place place, bool decoder)
        : base(place.Stack)
    {
        Config = config;
        heads = decoder ? config.DecoderAttentionHeads : config.EncoderAttentionHeads;
        register_module(
            "embed_positions",
            positions = builder.Table(config.InitStd, config.MaxPositionEmbeddings + ReservedPositions, config.DModel)
        );
        register_module(
            "layernorm_embedding",
            norm = builder.LayerNorm(
                place.Child("layernorm_embedding"),
                SubLayer.Embedding,
                config.DModel,
                BartConfig.NormEpsilon
            )
        );
        var list = new PartGroup("layers");
        for (var i = 0; i < (decoder ? config.DecoderLayers : config.EncoderLayers); i++)
            layers.Add(list.Add(new BartLayer(config, builder, place.Child("layers").Block(i), decoder)));
        register_module("layers", list);
    }

    protected BartConfig Config { get; }

    public int Layers => layers.Count;

    public long Heads => heads;

    /// <summary>Token vectors [B, L, d] at positions <paramref name="past"/> … → what the blocks read.</summary>
    public Tensor Positioned(Tensor vectors, long past, PassContext context) =>
        context.Drop(
            norm.call(vectors * Config.EmbeddingScale + positions.Weight.narrow(0, past + ReservedPositions, vectors.shape[1])),
            Config.Dropout
        );

    public Tensor EncoderForward(Tensor x, Tensor mask, PassContext context)
    {
        var bias = Attention.Folded(Attention.PaddingBias(mask, x.dtype), x.shape[0], heads, 1);
        foreach (var layer in layers)
            x = layer.Forward(x, bias, null, null, null, context);
        return x;
    }

    /// <summary>Decoder pass over new positions, after those that <paramref name="cache"/> holds.</summary>
    /// <param name="memory">[B, Lk, d]; null when the cache holds its keys and values.</param>
    /// <param name="memoryMask">[B, Lk].</param>
    public Tensor DecoderForward(Tensor vectors, Tensor? memory, Tensor memoryMask, DecoderCache? cache, PassContext context)
    {
        var (batch, length, past) = (vectors.shape[0], vectors.shape[1], cache?.Length ?? 0);
        var crossBias = Attention.Folded(Attention.PaddingBias(memoryMask, vectors.dtype), batch, heads, 1);
        var bias =
            length == 1
                ? null
                : Attention.Folded(Attention.CausalBias(length, past, vectors.dtype, vectors.device), batch, heads, length);
        var x = Positioned(vectors, past, context);
        for (var i = 0; i < layers.Count; i++)
            x = layers[i].Forward(x, bias, memory, crossBias, cache?[i], context);
        return x;
    }
}
