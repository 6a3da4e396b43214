using Harness.Backbones.Decoding;
using Harness.Parity.Comparing;
using static TorchSharp.torch;

namespace Harness.Parity.Backbones;

/// <summary>Runs every way of decoding that a case asks for and hands the texts and scores to the trial.</summary>
internal static class GenerationCheck
{
    /// <param name="prompt">[B, l]: what each row begins with.</param>
    /// <param name="start">Starts a session whose rows are each sample that many times in a row.</param>
    /// <param name="limits">End, padding and forced tokens; the length comes from the case.</param>
    public static void Run(Trial trial, Tensor prompt, Func<long, IDecodingSession> start, DecodingLimits limits)
    {
        using var frozen = no_grad();
        foreach (var mode in GenerationMode.Of(trial, prompt.shape[0], prompt.shape[1]))
        {
            var bound = limits with { MaxNewTokens = mode.MaxNewTokens };
            using var session = start(mode.Beams?.NumBeams ?? 1);
            if (mode.Beams is null)
            {
                Report(trial, mode.Output, prompt, GreedyDecoder.Decode(session, prompt, bound), bound.End);
                continue;
            }
            var texts = BeamSearch
                .Decode(session, prompt.repeat_interleave(mode.Beams.NumBeams, 0), bound, mode.Beams)
                .SelectMany(t => t)
                .ToList();
            Report(
                trial,
                mode.Output,
                prompt.repeat_interleave(mode.Beams.NumReturnSequences, 0),
                [.. texts.Select(t => t.Tokens)],
                bound.End
            );
            if (trial.Has($"out.{mode.Output}_scores"))
                trial.Output($"{mode.Output}_scores", tensor(texts.Select(t => (float)t.Score).ToArray()));
        }
    }

    /// <summary>Lays the texts out as the reference does. What follows an end token is filler there, and is taken over.</summary>
    private static void Report(Trial trial, string name, Tensor prompts, long[][] texts, long end)
    {
        var width = trial.Raw("out." + name).shape[1];
        var (reference, heads) = (trial.Integers("out." + name), prompts.data<long>().ToArray());
        var lead = prompts.shape[1];
        var rows = new long[texts.Length * width];
        for (var i = 0; i < texts.Length; i++)
        {
            var ended = false;
            for (long j = 0; j < width; j++)
            {
                var at = i * width + j;
                // −1 is no token: a text that is too short without having ended differs visibly.
                rows[at] =
                    j < lead ? heads[i * lead + j]
                    : j - lead < texts[i].Length ? texts[i][j - lead]
                    : ended ? reference[at]
                    : -1;
                ended |= j >= lead && rows[at] == end;
            }
        }
        trial.Output(name, tensor(rows).view(texts.Length, width));
    }
}
