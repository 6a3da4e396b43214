using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones;

/// <summary>Where decoding ends and which tokens it must write.</summary>
public sealed record DecodingLimits
{
    /// <summary>Tokens written at most, the end token included. Default: 20.</summary>
    public int MaxNewTokens { get; init; } = 20;

    /// <summary>Ends a row.</summary>
    public required long End { get; init; }

    /// <summary>Fed to rows that have ended.</summary>
    public required long Pad { get; init; }

    /// <summary>The first token written; null: free. Default: null.</summary>
    public long? ForcedFirst { get; init; }

    /// <summary>The token written last if a row reaches the limit; null: free. Default: null.</summary>
    public long? ForcedLast { get; init; }

    /// <summary>Scores [R, V] with everything but a forced token at −∞, and the forced one at 0.</summary>
    internal Tensor Apply(Tensor scores, int step)
    {
        var forced =
            step == MaxNewTokens - 1 && ForcedLast is { } last ? last
            : step == 0 ? ForcedFirst
            : null;
        if (forced is not { } token)
            return scores;
        var only = torch.full_like(scores, double.NegativeInfinity);
        only.narrow(1, token, 1).zero_();
        return only;
    }
}
