namespace Harness.Adapters.Sites;

/// <summary>What a site does in its block; the vocabulary that PEFT methods select on.</summary>
public enum SiteRole
{
    Query,
    Key,
    Value,
    AttentionOutput,
    FusedQueryKeyValue,
    FeedForwardIn,
    FeedForwardOut,
    Other,
    AfterSelfAttention,
    AfterCrossAttention,
    AfterFeedForward,
}

/// <summary>Which attention (or other sub-layer) a site belongs to.</summary>
public enum SubLayer
{
    SelfAttention,
    CrossAttention,
    FeedForward,
    Embedding,
    Head,
}

/// <summary>Where a site is: everything a method may know about it without touching weights.</summary>
/// <param name="Path">Dotted module path inside the backbone, as in its state dictionary, e.g. <c>encoder.block.0.layer.0.SelfAttention.q</c>.</param>
/// <param name="Stack">The stack's name, e.g. <c>encoder</c>, <c>decoder</c> or <c>vision</c>.</param>
/// <param name="Layer">Zero-based block index inside the stack; −1 outside blocks.</param>
/// <param name="InWidth">Features in; for a hidden-state site equal to <paramref name="OutWidth"/>.</param>
public sealed record SiteAddress(
    string Path,
    SiteRole Role,
    SubLayer SubLayer,
    string Stack,
    int Layer,
    long InWidth,
    long OutWidth
);
