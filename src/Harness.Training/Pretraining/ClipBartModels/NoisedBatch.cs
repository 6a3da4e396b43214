using Harness.Backbones.Common;
using Harness.Data.Sampling;
using Harness.Data.Text;
using static TorchSharp.torch;

namespace Harness.Training.Pretraining.ClipBartModels;

/// <summary>
/// Documents with hidden spans, and what they were: ids [B, T], labels [B, L] (−100 behind the end). A span of any length becomes one mark, as in
/// BART's text infilling (Lewis et al. 2019, arXiv 1910.13461); spans are one to three words here, for sentences are short.
/// </summary>
/// <param name="Asked">Of each document the positions of the labels whose word was hidden, with the kind of a turn or <c>span</c>.</param>
internal sealed record NoisedBatch(Tensor InputIds, Tensor Labels, IReadOnlyList<IReadOnlyDictionary<int, string>> Asked)
{
    /// <summary>Stands for a hidden span.</summary>
    public const string Mark = "<extra_id_0>";

    public static NoisedBatch Of(
        IReadOnlyList<Document> documents,
        WordTokenizer tokenizer,
        ClipBartOptions options,
        RandomStream random
    )
    {
        var noised = documents.Select(d => Noised(d, options, random)).ToList();
        return new NoisedBatch(
            TokenBatch.Pad([.. noised.Select(n => Ids(tokenizer, n.Words))], tokenizer.PadId),
            TokenBatch.Pad([.. documents.Select(d => Ids(tokenizer, d.Words))], Seq2SeqLabels.Ignored),
            [.. noised.Select(n => n.Asked)]
        );
    }

    private static (IReadOnlyList<string> Words, IReadOnlyDictionary<int, string> Asked) Noised(
        Document document,
        ClipBartOptions options,
        RandomStream random
    )
    {
        var hidden = new string?[document.Words.Count];
        foreach (var (at, kind) in document.Turns)
            if (random.Chance(options.HiddenTurn))
                hidden[at] = kind;
        for (var budget = (int)(options.Hidden * hidden.Length); budget > 0; )
        {
            var (length, start) = (Math.Min(budget, random.NextInt(1, 3)), random.NextInt(hidden.Length));
            for (var i = start; i < Math.Min(hidden.Length, start + length); i++)
                hidden[i] ??= "span";
            budget -= length;
        }
        List<string> words = [];
        for (var i = 0; i < hidden.Length; i++)
        {
            if (hidden[i] is null)
                words.Add(document.Words[i]);
            else if (i == 0 || hidden[i - 1] is null)
                words.Add(Mark);
        }
        return (words, hidden.Index().Where(h => h.Item is not null).ToDictionary(h => h.Index, h => h.Item!));
    }

    private static int[] Ids(WordTokenizer tokenizer, IReadOnlyList<string> words) =>
        [.. words.Select(w => (int)PretrainBatch.Id(tokenizer, w)), tokenizer.EndId];
}
