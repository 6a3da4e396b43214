using Harness.Adapters;
using static TorchSharp.torch;

namespace Harness.Backbones;

/// <summary>
/// Token, position and type vectors, summed and normalised. Positions count the tokens that are not padding, from pad + 1 on.
/// Shapes: ids [B, L] → [B, L, d]. Parameters: (V + positions + types + 2)·d.
/// </summary>
internal sealed class RobertaEmbeddings : Part
{
    private readonly RobertaConfig config;
    private readonly TokenTable words,
        positions,
        types;
    private readonly AffineNorm norm;

    public RobertaEmbeddings(RobertaConfig config, BackboneBuilder builder, Place place)
        : base(nameof(RobertaEmbeddings))
    {
        this.config = config;
        var (d, std) = (config.HiddenSize, config.InitializerRange);
        register_module("word_embeddings", words = builder.Table(std, config.VocabSize, d, config.PadTokenId));
        register_module(
            "position_embeddings",
            positions = builder.Table(std, config.MaxPositionEmbeddings, d, config.PadTokenId)
        );
        register_module("token_type_embeddings", types = builder.Table(std, config.TypeVocabSize, d));
        register_module(
            "LayerNorm",
            norm = builder.LayerNorm(place.Child("LayerNorm"), SubLayer.Embedding, d, config.LayerNormEps)
        );
    }

    /// <summary>Token vectors alone.</summary>
    public Tensor Words(Tensor ids) => words.call(ids);

    public Tensor FromIds(Tensor ids, PassContext context)
    {
        var real = ids.ne(config.PadTokenId).to(ScalarType.Int64);
        return Finish(words.call(ids), real.cumsum(1) * real + config.PadTokenId, context);
    }

    /// <summary>Vectors [B, L, d] in place of token vectors; positions then run on without regard to padding.</summary>
    public Tensor FromVectors(Tensor vectors, PassContext context)
    {
        var ids = arange(config.PadTokenId + 1, config.PadTokenId + 1 + vectors.shape[1], ScalarType.Int64, vectors.device)
            .unsqueeze(0);
        return Finish(vectors, ids, context);
    }

    private Tensor Finish(Tensor vectors, Tensor positionIds, PassContext context) =>
        context.Drop(norm.call(vectors + positions.call(positionIds) + types.Weight.narrow(0, 0, 1)), config.HiddenDropoutProb);
}
