using Harness.Adapters.Sites;
using Harness.Backbones.VlT5Models;
using Harness.Data.Sampling;
using Harness.Data.Text;
using static TorchSharp.torch;

namespace Harness.Training.Pretraining;

/// <summary>
/// How well a backbone fills slots about held-out scenes: accuracy in % by statement kind, for hidden words, and for matching
/// (<c>match/…</c>); and how well it answers questions about told scenes without images, in known wordings (<c>reading/…</c>) and in ones that it
/// never read (<c>unseen/…</c>). Kinds with several right fillings (<c>exists</c>) cannot reach 100.
/// </summary>
public static class StatementScores
{
    /// <summary>Statements drawn per scene and way of asking.</summary>
    private const int PerScene = 6;

    /// <summary>Questions about a told scene, in known wordings and in unseen ones.</summary>
    private const int QuestionsPerScene = 2;

    public static SortedDictionary<string, double> Measure(
        VlT5 model,
        WordTokenizer tokenizer,
        ScenePool heldOut,
        Statements statements,
        ReadingTexts reading,
        RandomStream random
    )
    {
        var asked = new List<(int scene, PretrainingText text, string kind)>();
        for (var scene = 0; scene < heldOut.Scenes.Count; scene++)
        {
            for (var i = 0; i < PerScene; i++)
            {
                var s = statements.Draw(heldOut.Scenes[scene], random);
                asked.Add((scene, Single(s.With(PretrainingTexts.Slot(0)), s.Slot, s.Answer, s.Kind), s.Kind));
                var m = statements.Draw(heldOut.Scenes[scene], random);
                var wrong = random.NextInt(2) == 0 ? statements.Falsify(m, heldOut.Scenes[scene], random) : null;
                IReadOnlyList<string> words = [.. wrong ?? m.Words, PretrainingTexts.Slot(0)];
                asked.Add((scene, Single(words, words.Count - 1, wrong is null ? "yes" : "no", m.Kind), "match/" + m.Kind));
                foreach (var way in i < QuestionsPerScene ? ["reading", "unseen"] : Array.Empty<string>())
                {
                    var q = reading.Question(heldOut.Scenes[scene], random, way == "unseen");
                    asked.Add((scene, q, $"{way}/{q.Kinds[0]}"));
                }
            }
        }
        model.eval();
        using var noGrad = no_grad();
        using var context = PassContext.Inference();
        var right = new List<(string kind, bool right)>();
        foreach (var chunk in asked.Chunk(256))
        {
            using var scope = NewDisposeScope();
            var batch = PretrainBatch.Of(heldOut, [.. chunk.Select(a => a.scene)], [.. chunk.Select(a => a.text)], tokenizer);
            var output = model.Forward(batch.InputIds, null, batch.Features, batch.Boxes, batch.Labels, context);
            var first = output.Logits.select(1, 0).argmax(-1).data<long>().ToArray();
            right.AddRange(chunk.Select((a, i) => (a.kind, first[i] == PretrainBatch.Id(tokenizer, a.text.Targets[0]))));
        }
        var scores = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var kind in right.GroupBy(r => r.kind))
            scores[kind.Key] = 100 * kind.Average(r => r.right ? 1.0 : 0.0);
        foreach (var way in (string[])["match", "reading", "unseen"])
            scores[way] =
                100 * right.Where(r => r.kind.StartsWith(way + "/", StringComparison.Ordinal)).Average(r => r.right ? 1.0 : 0.0);
        return scores;
    }

    private static PretrainingText Single(IReadOnlyList<string> words, int slot, string answer, string kind) =>
        new("scored", words, [answer], [slot], [kind], Visual: true);
}
