using Harness.Adapters;
using Harness.Backbones;
using Harness.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Training.Pretraining.Unimodal;

/// <summary>Pre-trains a small RoBERTa on hidden words, one in five; the head is the token table. The pooler stays as drawn, as in RoBERTa itself.</summary>
internal sealed class MaskedPretrainer(Roberta model, WordTokenizer tokenizer, LanguageTexts texts, LoopOptions options)
{
    private readonly TorchSharp.Modules.Parameter table =
        model.named_parameters().Single(p => p.name == "embeddings.word_embeddings.weight").parameter;

    public IReadOnlyList<PretrainLook> Run(string stateFile, Action<PretrainLook>? progress, CancellationToken cancellation)
    {
        var trained = model.named_parameters().Where(p => !p.name.StartsWith("pooler.", StringComparison.Ordinal)).ToList();
        return new PretrainLoop(trained, options).Run(stateFile, (_, draws) => Loss(draws), Scores, progress, cancellation);
    }

    private Tensor Loss(RandomStream draws)
    {
        model.train();
        var (ids, targets) = Batch([.. Enumerable.Range(0, options.BatchSize).Select(_ => Hide(texts.Draw(draws), draws))]);
        return nn.functional.cross_entropy(Logits(ids, targets, training: true), Real(targets));
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
        return 100 * Logits(ids, targets, training: false).argmax(1).eq(Real(targets)).to(ScalarType.Float64).mean().ToDouble();
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
            TokenBatch.Pad([.. targets.Select(row => (int[])[(int)Seq2SeqLabels.Ignored, .. row])], Seq2SeqLabels.Ignored));
    }

    private Tensor Logits(Tensor ids, Tensor targets, bool training)
    {
        using var context = new PassContext { Training = training };
        var state = model.Forward(ids, ids.ne(tokenizer.PadId).to(ScalarType.Int64), context).State;
        var at = targets.ne(Seq2SeqLabels.Ignored);
        return nn.functional.linear(state.narrow(1, 0, targets.shape[1])[at], table);
    }

    private static Tensor Real(Tensor targets) => targets[targets.ne(Seq2SeqLabels.Ignored)];

    private int Id(string word) => (int)PretrainBatch.Id(tokenizer, word);
}
