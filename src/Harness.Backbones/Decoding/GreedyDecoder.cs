using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones.Decoding;

/// <summary>Takes the most probable token at every step.</summary>
public static class GreedyDecoder
{
    /// <summary>Continues each row until its end token or until the limit of new tokens.</summary>
    /// <param name="prompt">[R, l]: what each row begins with (an encoder–decoder's start token, or a language model's prompt).</param>
    /// <returns>The new tokens of each row, the end token included where it was written.</returns>
    public static long[][] Decode(IDecodingSession session, Tensor prompt, DecodingLimits limits) =>
        [.. DecodeScored(session, prompt, limits).Select(text => text.Tokens)];

    /// <summary>As <see cref="Decode"/>, with each text's sum of log-probabilities; a forced token counts as certain.</summary>
    public static ScoredText[] DecodeScored(IDecodingSession session, Tensor prompt, DecodingLimits limits)
    {
        var rows = new List<long>[prompt.shape[0]];
        var scores = new double[rows.Length];
        var open = new bool[rows.Length];
        for (var i = 0; i < rows.Length; i++)
            (rows[i], open[i]) = ([], true);
        var tokens = prompt.alias();
        for (var step = 0; step < limits.MaxNewTokens && open.Any(o => o); step++)
        {
            using var scope = torch.NewDisposeScope();
            var logits = session.Next(tokens);
            var best = limits.Apply(logits, step).argmax(1);
            var ids = best.cpu().data<long>().ToArray();
            var gained = limits
                .Apply(logits.to(ScalarType.Float32).log_softmax(1), step)
                .gather(1, best.unsqueeze(1))
                .cpu()
                .data<float>()
                .ToArray();
            for (var i = 0; i < rows.Length; i++)
            {
                if (!open[i])
                    ids[i] = limits.Pad;
                else
                {
                    rows[i].Add(ids[i]);
                    scores[i] += gained[i];
                }
                open[i] &= ids[i] != limits.End;
            }
            tokens.Dispose();
            tokens = torch.tensor(ids).unsqueeze(1).to(prompt.device).MoveToOuterDisposeScope();
        }
        tokens.Dispose();
        return [.. rows.Zip(scores, (row, score) => new ScoredText([.. row], score))];
    }
}
