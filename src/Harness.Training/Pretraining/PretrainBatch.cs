using Harness.Backbones.Common;
using Harness.Data.Sampling;
using Harness.Data.Scenes;
using Harness.Data.Scenes.Questions;
using Harness.Data.Text;
using static TorchSharp.torch;

namespace Harness.Training.Pretraining;

/// <summary>
/// Pre-training texts as tensors: ids [B, T], features [B, R, F], boxes [B, R, 4], labels [B, L],
/// fillings of encoder slots [B, T], where and how big a named thing stands, also beside another [B, T, 5] and names of shown objects [B, R] (−100 where there is nothing
/// to say).
/// </summary>
public sealed record PretrainBatch(
    Tensor InputIds,
    Tensor Features,
    Tensor Boxes,
    Tensor Labels,
    Tensor SlotTargets,
    Tensor PlaceTargets,
    Tensor RegionTargets
)
{
    private const long Ignore = Seq2SeqLabels.Ignored;

    /// <summary>Texts about scenes of a pool (<paramref name="scenes"/>: one index a text), each with its regions in a fresh order.</summary>
    public static PretrainBatch Draw(
        ScenePool pool,
        IReadOnlyList<int> scenes,
        bool visual,
        PretrainingTexts texts,
        ReadingTexts reading,
        WordTokenizer tokenizer,
        RandomStream random
    )
    {
        var drawn = new List<PretrainingText>();
        var (rows, regionTargets, shownBy) = (new List<long>(), new List<long>(), new List<Dictionary<string, SceneObject>>());
        var regionCount = pool.RegionObjects[0].Count;
        foreach (var index in scenes)
        {
            // The whole picture stays first, as downstream; the others change places so that order tells nothing.
            var others = Enumerable.Range(1, regionCount - 1).ToArray();
            random.Shuffle(others);
            int[] order = [0, .. others];
            var objects = order.Select(r => pool.RegionObjects[index][r]).ToArray();
            drawn.Add(visual ? texts.Draw(pool.Scenes[index], objects, random) : reading.Draw(pool.Scenes[index], random));
            shownBy.Add(
                pool.Scenes[index]
                    .Objects.Where(_ => visual)
                    .GroupBy(o => o.Sprite.Name)
                    .Where(g => g.Count() == 1)
                    .ToDictionary(g => g.Key, g => g.Single())
            );
            rows.AddRange(order.Select(r => (long)index * regionCount + r));
            regionTargets.AddRange(
                objects.Select(o => visual && o >= 0 ? Id(tokenizer, pool.Scenes[index].Objects[o].Sprite.Name) : Ignore)
            );
        }
        var ids = TokenBatch.Pad([.. drawn.Select(t => Ids(tokenizer, t.Words))], tokenizer.PadId);
        var labels = TokenBatch.Pad([.. drawn.Select(t => Ids(tokenizer, t.Targets))], Ignore);
        var picked = tensor(rows.ToArray());
        var features = Pick(pool.Features.Features, picked, scenes.Count, visual);
        var boxes = Pick(pool.Features.Boxes!, picked, scenes.Count, visual);
        return new PretrainBatch(
            ids,
            features,
            boxes,
            labels,
            SlotTensor(drawn, tokenizer, ids.shape[1]),
            PlaceTensor(drawn, shownBy, ids.shape[1]),
            tensor(regionTargets.ToArray()).view(scenes.Count, regionCount)
        );
    }

    /// <summary>A batch from texts made elsewhere (evaluation); regions in their stored order.</summary>
    public static PretrainBatch Of(
        ScenePool pool,
        IReadOnlyList<int> scenes,
        IReadOnlyList<PretrainingText> texts,
        WordTokenizer tokenizer
    )
    {
        var ids = TokenBatch.Pad([.. texts.Select(t => Ids(tokenizer, t.Words))], tokenizer.PadId);
        var labels = TokenBatch.Pad([.. texts.Select(t => Ids(tokenizer, t.Targets))], Ignore);
        var rows = tensor(scenes.Select(s => (long)s).ToArray());
        var seen = tensor(texts.Select(t => t.Visual ? 1f : 0f).ToArray()).view(-1, 1, 1);
        return new PretrainBatch(
            ids,
            pool.Features.Features.index_select(0, rows) * seen,
            pool.Features.Boxes!.index_select(0, rows) * seen,
            labels,
            SlotTensor(texts, tokenizer, ids.shape[1]),
            empty(0),
            empty(0)
        );
    }

    private static Tensor Pick(Tensor table, Tensor rows, int batch, bool visual)
    {
        var (regions, width) = (table.shape[1], table.shape[2]);
        return visual ? table.view(-1, width).index_select(0, rows).view(batch, regions, width) : zeros(batch, regions, width);
    }

    private static Tensor SlotTensor(IReadOnlyList<PretrainingText> texts, WordTokenizer tokenizer, long width)
    {
        var targets = Enumerable.Repeat(Ignore, (int)(texts.Count * width)).ToArray();
        for (var i = 0; i < texts.Count; i++)
        {
            for (var k = 0; k < texts[i].Slots.Count; k++)
                targets[i * width + texts[i].Slots[k]] = Id(tokenizer, texts[i].Targets[k]);
        }
        return tensor(targets).view(texts.Count, width);
    }

    /// <summary>Bins of a picture's side, in which a place is said.</summary>
    private const int PlaceBins = 8;

    /// <summary>How many values each target of a place has: column, row, size, side, height.</summary>
    internal static IReadOnlyList<int> PlaceClasses { get; } = [PlaceBins, PlaceBins, 2, 2, 2];

    /// <summary>The targets that tell where and how big a thing is, and those that compare it with another.</summary>
    internal static readonly Range Placed = ..3,
        Related = 3..;

    /// <summary>
    /// At each name that one object alone has: its column, its row, whether it is big, and, where its sentence names one other such thing, whether it
    /// stands to the right of it and whether below. [B, T, 5].
    /// </summary>
    private static Tensor PlaceTensor(List<PretrainingText> texts, List<Dictionary<string, SceneObject>> shownBy, long width)
    {
        var kinds = PlaceClasses.Count;
        var targets = Enumerable.Repeat(Ignore, (int)(texts.Count * width * kinds)).ToArray();
        for (var i = 0; i < texts.Count; i++)
        {
            var words = texts[i].Words;
            for (var at = 0; at < words.Count; at++)
            {
                if (!shownBy[i].TryGetValue(words[at], out var shown))
                    continue;
                var first = (i * (int)width + at) * kinds;
                targets[first] = Math.Min(PlaceBins - 1, (int)(shown.Box.CentreX * PlaceBins));
                targets[first + 1] = Math.Min(PlaceBins - 1, (int)(shown.Box.CentreY * PlaceBins));
                targets[first + 2] = shown.Big ? 1 : 0;
                if (Beside(words, at, shownBy[i]) is not { } other)
                    continue;
                targets[first + 3] = Compared(shown.Box.CentreX, other.Box.CentreX);
                targets[first + 4] = Compared(shown.Box.CentreY, other.Box.CentreY);
            }
        }
        return tensor(targets).view(texts.Count, width, kinds);
    }

    private static long Compared(float one, float other) =>
        Math.Abs(one - other) < SceneQuery.Clear ? Ignore
        : one > other ? 1
        : 0;

    /// <summary>The one other thing that the sentence around a name names, or null.</summary>
    private static SceneObject? Beside(IReadOnlyList<string> words, int at, Dictionary<string, SceneObject> shown)
    {
        var (start, end) = (at, at);
        while (start > 0 && words[start - 1] != ".")
            start--;
        while (end + 1 < words.Count && words[end + 1] != ".")
            end++;
        var others = words
            .Skip(start)
            .Take(end - start + 1)
            .Where(w => w != words[at] && shown.ContainsKey(w))
            .Distinct()
            .ToList();
        return others.Count == 1 ? shown[others[0]] : null;
    }

    /// <summary>Ids of ready-made tokens, ended by the end token.</summary>
    private static int[] Ids(WordTokenizer tokenizer, IReadOnlyList<string> words) =>
        [.. words.Select(w => (int)Id(tokenizer, w)), tokenizer.EndId];

    /// <exception cref="ArgumentException">The word is not in the vocabulary: pre-training would teach it as unknown.</exception>
    internal static long Id(WordTokenizer tokenizer, string word) =>
        tokenizer.Vocabulary.TryGetId(word, out var id)
            ? id
            : throw new ArgumentException($"'{word}' is not in the vocabulary; build the vocabulary from the same texts.");
}
