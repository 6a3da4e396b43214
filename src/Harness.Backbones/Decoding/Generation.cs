using Harness.Adapters;
using static TorchSharp.torch;

namespace Harness.Backbones;

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
