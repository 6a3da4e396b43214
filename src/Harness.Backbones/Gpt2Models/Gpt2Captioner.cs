using Harness.Adapters;
using Harness.Adapters.Sites;
using Harness.Backbones.Common;
using Harness.Backbones.Decoding;
using Harness.Backbones.VitModels;
using static TorchSharp.torch;

namespace Harness.Backbones.Gpt2Models;

/// <summary>How pictures reach the captioner, and which positions it learns from.</summary>
public sealed record CaptionerOptions
{
    /// <summary>The picture stands before the text as a position of its own. Default: true.</summary>
    public bool VisualPrefix { get; init; } = true;

    /// <summary>Adapters see the picture as routing feature. Default: true; false for the baseline.</summary>
    public bool Routing { get; init; } = true;

    /// <summary>
    /// The released loss with a prefix: the first token is never a target, padding is one, and id 0 is none. Default: false; then the targets are the
    /// tokens that the mask counts, so the end token of a caption belongs there.
    /// </summary>
    public bool ReleasedLoss { get; init; }
}

/// <summary>
/// GPT-2 that describes pictures: the feature of a frozen encoder (see <see cref="VitOutput.Feature"/>) stands before the text, unprojected,
/// and reaches adapters as routing feature.
/// Paper: Qu, Tuytelaars and Moens, ECCV 2024, arXiv 2403.09377, decoder-only setting.
/// Differs from the authors' code: the loss, see <see cref="CaptionerOptions.ReleasedLoss"/>.
/// Shapes: ids [B, L], vision [B, V, d] → logits [B, V + L, vocabulary], without prefix [B, L, vocabulary].
/// Parameters: those of <see cref="Language"/>, to which methods are applied.
/// </summary>
public sealed class Gpt2Captioner(Gpt2 language, CaptionerOptions options) : IDisposable
{
    /// <summary>As released: 5 beams, and 20 tokens of which the library spends one on a start token that is never read.</summary>
    public static BeamOptions Beams { get; } = new() { NumBeams = 5 };

    public Gpt2 Language => language;

    public CaptionerOptions Options => options;

    public DecodingLimits Limits =>
        new()
        {
            MaxNewTokens = 19,
            End = language.Config.EosTokenId,
            Pad = language.Config.EosTokenId,
        };

    /// <param name="mask">[B, L], 1 where a token counts; null: everything counts.</param>
    public Tensor Forward(Tensor ids, Tensor? mask, Tensor vision, PassContext context)
    {
        if (options.VisualPrefix && mask is not null)
            mask = cat([ones(vision.shape[0], vision.shape[1], dtype: mask.dtype, device: mask.device), mask], 1);
        var text = language.Embed(ids);
        return language.ForwardVectors(options.VisualPrefix ? cat([vision, text], 1) : text, mask, Pass(vision, mask, context));
    }

    /// <summary>Mean cross-entropy of captions. Shapes: logits as <see cref="Forward"/> gives them, ids and mask [B, L] → [].</summary>
    public Tensor Loss(Tensor logits, Tensor ids, Tensor? mask)
    {
        var (prefix, length) = (logits.shape[1] - ids.shape[1], ids.shape[1]);
        if (options.ReleasedLoss)
            return nn.functional.cross_entropy(
                logits.narrow(1, prefix, length - 1).reshape(-1, logits.shape[2]),
                ids.narrow(1, 1, length - 1).reshape(-1),
                ignore_index: 0
            );
        var targets = mask is null ? ids : ids.masked_fill(mask.eq(0), Seq2SeqLabels.Ignored);
        var none = full([ids.shape[0], prefix], Seq2SeqLabels.Ignored, dtype: ScalarType.Int64, device: ids.device);
        return Gpt2.Loss(logits, cat([none, targets], 1));
    }

    /// <summary>Starts step-by-step decoding behind the pictures.</summary>
    public Gpt2Session StartDecoding(Tensor vision, PassContext context, bool cached) =>
        language.StartDecoding(Pass(vision, null, context), cached: cached, prefix: options.VisualPrefix ? vision : null);

    /// <summary>Writes a caption for each picture.</summary>
    /// <param name="prompt">What captions begin with, [B, l]; may be empty only with a visual prefix.</param>
    /// <param name="beams">Null: greedy.</param>
    /// <param name="cached">
    /// Keeps keys and values of positions read before: only for methods that act on each position alone (<see cref="PeftMethod.IsTokenLocal"/>).
    /// </param>
    public ScoredText[][] Generate(
        Tensor vision,
        Tensor prompt,
        DecodingLimits limits,
        PassContext context,
        BeamOptions? beams,
        bool cached
    ) => Generation.Write(rows => StartDecoding(vision.repeat_interleave(rows, 0), context, cached), prompt, limits, beams);

    public void Dispose() => language.Dispose();

    private PassContext Pass(Tensor vision, Tensor? mask, PassContext context) =>
        options.Routing ? context with { RoutingFeature = vision, TokenMask = mask } : context;
}
