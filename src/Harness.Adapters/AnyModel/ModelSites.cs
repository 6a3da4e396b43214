using Harness.Adapters.Sites;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Adapters.AnyModel;

/// <summary>Where adapters can go in a model of one's own.</summary>
public sealed record ModelSites
{
    /// <summary>
    /// Submodules behind whose output a bottleneck adapter may stand: whole paths, ends of paths, or regular expressions over whole paths that begin
    /// with <c>^</c>. Their output, or its first part where it is a tuple, is a hidden state [..., d].
    /// </summary>
    public IReadOnlyList<string> Hidden { get; init; } = [];

    /// <summary>d of those outputs; null: told by the submodule (a linear map, an embedding, a layer norm, or a sequence that ends in one).</summary>
    public long? Width { get; init; }

    /// <summary>Linear maps that methods call queries (LoRA's and routing's usual targets), named as in <see cref="Hidden"/>.</summary>
    public IReadOnlyList<string> Query { get; init; } = ["q", "query", "q_proj", "wq"];

    /// <summary>Linear maps that methods call values.</summary>
    public IReadOnlyList<string> Value { get; init; } = ["v", "value", "v_proj", "wv"];

    internal SiteRole RoleOf(string path) =>
        Query.Any(n => SiteSelection.Means(n, path)) ? SiteRole.Query
        : Value.Any(n => SiteSelection.Means(n, path)) ? SiteRole.Value
        : SiteRole.Other;

    /// <summary>Width of a submodule's output.</summary>
    /// <exception cref="ArgumentException">It cannot be told.</exception>
    internal long WidthOf(string path, nn.Module module) =>
        Width
        ?? Told(module)
        ?? throw new ArgumentException($"the width of what {path} gives cannot be told; set {nameof(Width)}.");

    private static long? Told(nn.Module module) =>
        module switch
        {
            Linear linear => linear.out_features,
            Embedding embedding => embedding.weight!.shape[1],
            LayerNorm norm => norm.normalized_shape[^1],
            Sequential sequence => sequence.children().Reverse().Select(Told).FirstOrDefault(w => w is not null),
            _ => null,
        };
}
