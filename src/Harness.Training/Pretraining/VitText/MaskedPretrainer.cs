using Harness.Adapters.Sites;
using Harness.Backbones.Common;
using Harness.Backbones.Regions;
using Harness.Backbones.RobertaModels;
using Harness.Data.Sampling;
using Harness.Data.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Training.Pretraining.VitText;

/// <summary>
/// Pre-trains a small RoBERTa on hidden words, one in five; the head is the token table. The pooled vector tells which words the text has, since whoever
/// tunes the model reads that vector and a pooler as drawn would take long to be any use; the first position holds the start token or, half the time,
/// any other, so that it sums up the text by its place. The head of that is dropped afterwards.
/// </summary>
internal sealed class MaskedPretrainer(Roberta model, WordTokenizer tokenizer, LanguageTexts texts, LoopOptions options)
{
    // A mean over all words, of which nearly all are absent, is small.
    private const double WordsWeight = 20;

    private readonly TorchSharp.Modules.Parameter table = model
        .named_parameters()
        .Single(p => p.name == "embeddings.word_embeddings.weight")
        .parameter;

    public IReadOnlyList<PretrainLook> Run(
        string stateFile,
        Generator generator,
        Action<PretrainLook>? progress,
        CancellationToken cancellation
    )
    {
        using var heads = new RegionEmbedderHeads((int)model.Config.HiddenSize, [("words", tokenizer.VocabSize)], generator);
        var trained = model.named_parameters().Concat(heads.named_parameters().Select(p => ("heads." + p.name, p.parameter)));
        return new PretrainLoop([.. trained], options).Run(
            stateFile,
            (_, draws) => Loss(heads, draws),
            Scores,
            progress,
            cancellation
        );
    }

    private Tensor Loss(RegionEmbedderHeads heads, RandomStream draws)
    {
        model.train();
        (string[] Words, HashSet<int> Hidden)[] drawn =
        [
            .. Enumerable.Range(0, options.BatchSize).Select(_ => Hide(texts.Draw(draws), draws)),
        ];
        var (ids, targets) = Batch(drawn);
        var first = drawn
            .Select(_ => draws.Chance(0.5) ? (long)Id(LanguageTexts.Start) : 1 + draws.NextInt(tokenizer.VocabSize - 1))
            .ToArray();
        var output = Read(cat([tensor(first).unsqueeze(1), ids.narrow(1, 1, ids.shape[1] - 1)], 1), training: true);
        var present = new float[drawn.Length * tokenizer.VocabSize];
        for (var i = 0; i < drawn.Length; i++)
            foreach (var word in drawn[i].Words)
                present[i * tokenizer.VocabSize + Id(word)] = 1;
        return nn.functional.cross_entropy(Logits(output.State, targets), Real(targets))
            + WordsWeight
                * nn.functional.binary_cross_entropy_with_logits(
                    heads.Forward("words", output.Pooled!),
                    tensor(present).view(drawn.Length, -1)
                );
    }

    /// <summary><c>masked</c>: hidden words of held-out texts; <c>category</c>: the category of a name.</summary>
    private SortedDictionary<string, double> Scores(RandomStream random)
    {
        model.eval();
        using var noGrad = no_grad();
        return new SortedDictionary<string, double>
        {
            ["masked"] = Accuracy([.. Enumerable.Range(0, 1000).Select(_ => Hide(texts.Draw(random, heldOut: true), random))]),
            ["category"] = Accuracy([.. texts.Facts().Select(f => (f, new HashSet<int> { f.Length - 1 }))]),
        };
    }

    private double Accuracy((string[], HashSet<int>)[] drawn)
    {
        using var scope = NewDisposeScope();
        var (ids, targets) = Batch(drawn);
        return 100
            * Logits(Read(ids, training: false).State, targets)
                .argmax(1)
                .eq(Real(targets))
                .to(ScalarType.Float64)
                .mean()
                .ToDouble();
    }

    private static (string[] Words, HashSet<int> Hidden) Hide(string[] words, RandomStream random)
    {
        var hidden = Enumerable.Range(0, words.Length).Where(_ => random.Chance(0.2)).ToHashSet();
        if (hidden.Count == 0)
            hidden.Add(random.NextInt(words.Length));
        return (words, hidden);
    }

    private (Tensor Ids, Tensor Targets) Batch(IReadOnlyList<(string[] Words, HashSet<int> Hidden)> drawn)
    {
        var ids = drawn.Select(d => d.Words.Select((w, i) => Id(d.Hidden.Contains(i) ? LanguageTexts.Mask : w)));
        var targets = drawn.Select(d => d.Words.Select((w, i) => d.Hidden.Contains(i) ? Id(w) : (int)Seq2SeqLabels.Ignored));
        return (
            TokenBatch.Pad([.. ids.Select(row => (int[])[Id(LanguageTexts.Start), .. row, tokenizer.EndId])], tokenizer.PadId),
            TokenBatch.Pad([.. targets.Select(row => (int[])[(int)Seq2SeqLabels.Ignored, .. row])], Seq2SeqLabels.Ignored)
        );
    }

    private RobertaOutput Read(Tensor ids, bool training)
    {
        using var context = new PassContext { Training = training };
        return model.Forward(ids, ids.ne(tokenizer.PadId).to(ScalarType.Int64), context);
    }

    private Tensor Logits(Tensor state, Tensor targets) =>
        nn.functional.linear(state.narrow(1, 0, targets.shape[1])[targets.ne(Seq2SeqLabels.Ignored)], table);

    private static Tensor Real(Tensor targets) => targets[targets.ne(Seq2SeqLabels.Ignored)];

    private int Id(string word) => (int)PretrainBatch.Id(tokenizer, word);
}
