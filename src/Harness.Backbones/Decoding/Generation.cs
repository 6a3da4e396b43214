using Harness.Adapters.Sites;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones.Decoding;

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

/// <summary>Writes texts greedily or by beam search, whatever the model.</summary>
public static class Generation
{
    /// <param name="start">Starts a session whose rows are each sample that many times in a row.</param>
    /// <param name="prompt">[B, l]: what each sample begins with.</param>
    /// <param name="beams">Null: greedy.</param>
    /// <returns>For each sample its texts, best first; greedy decoding gives one.</returns>
    public static ScoredText[][] Write(
        Func<int, IDecodingSession> start,
        Tensor prompt,
        DecodingLimits limits,
        BeamOptions? beams
    )
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var rows = beams?.NumBeams ?? 1;
        using var session = start(rows);
        return beams is null
            ? [.. GreedyDecoder.DecodeScored(session, prompt, limits).Select(text => new[] { text })]
            : BeamSearch.Decode(session, prompt.repeat_interleave(rows, 0), limits, beams);
    }

    /// <summary>The pass for rows that are each sample <paramref name="times"/> times in a row: its routing feature is repeated likewise.</summary>
    internal static PassContext Repeated(PassContext context, int times) =>
        times == 1 || context.RoutingFeature is not { } feature
            ? context
            : context with
            {
                RoutingFeature = feature.repeat_interleave(times, 0),
            };
}
