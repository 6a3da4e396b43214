using Harness.Adapters.Sites;
using Harness.Backbones.Common;
using Harness.Backbones.Decoding;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones.Gpt2Models;

/// <summary>Step-by-step decoding with GPT-2, with a key/value cache or (for comparison) by running the whole text again.</summary>
public sealed class Gpt2Session : IDecodingSession
{
    private readonly Gpt2 model;
    private readonly PassContext context;
    private readonly DecoderCache? cache;
    private readonly bool hasPadding;
    private Tensor? mask;
    private Tensor? text;
    private Tensor? prefix;

    internal Gpt2Session(Gpt2 model, PassContext context, Tensor? promptMask, bool cached, Tensor? prefix)
    {
        this.prefix = prefix?.alias().DetachFromDisposeScope();
        (this.model, this.context, hasPadding) = (model, context, promptMask is not null);
        cache = cached ? new DecoderCache(model.Config.NLayer, model.Config.NHead) : null;
        mask = promptMask?.to(ScalarType.Int64).clone().DetachFromDisposeScope();
    }

    public Tensor Next(Tensor tokens)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var vectors = model.Embed(tokens);
        if (prefix is not null)
        {
            vectors = cat([prefix, vectors], 1);
            prefix.Dispose();
            prefix = null;
        }
        ExtendMask(vectors);
        var fed = cache is null ? Keep(ref text, text is null ? vectors.clone() : cat([text, vectors], 1)) : vectors;
        // Positions count real tokens, so that a padded prompt reads as it would without padding.
        var ids = (mask!.cumsum(1) - 1).clamp(min: 0);
        var state = model.Run(
            fed,
            ids.narrow(1, ids.shape[1] - fed.shape[1], fed.shape[1]),
            hasPadding ? mask : null,
            cache,
            context
        );
        return model.Logits(state.select(1, state.shape[1] - 1)).MoveToOuterDisposeScope();
    }

    public void Reorder(Tensor rows)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        cache?.Reorder(rows);
        if (mask is not null)
            Keep(ref mask, mask.index_select(0, rows));
        if (text is not null)
            Keep(ref text, text.index_select(0, rows));
    }

    public void Dispose()
    {
        prefix?.Dispose();
        cache?.Dispose();
        mask?.Dispose();
        text?.Dispose();
    }

    /// <summary>The prompt's mask covers the first call; later positions all count.</summary>
    private void ExtendMask(Tensor vectors)
    {
        var held = cache?.Length ?? text?.shape[1] ?? 0;
        var missing = held + vectors.shape[1] - (mask?.shape[1] ?? 0);
        if (missing <= 0)
            return;
        var more = ones(vectors.shape[0], missing, dtype: ScalarType.Int64, device: vectors.device);
        Keep(ref mask, mask is null ? more : cat([mask, more], 1));
    }

    private static Tensor Keep(ref Tensor? place, Tensor value)
    {
        place?.Dispose();
        return place = value.DetachFromDisposeScope();
    }
}
