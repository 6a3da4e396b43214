using Harness.Adapters.Sites;
using Harness.Backbones.Common;
using Harness.Backbones.Gpt2Models;
using Harness.Data.Sampling;
using Harness.Data.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Training.Pretraining.VitText;

/// <summary>Pre-trains a small GPT-2 on the next word; the end token stands before and after each text, as GPT-2's does.</summary>
internal sealed class WriterPretrainer(Gpt2 model, WordTokenizer tokenizer, LanguageTexts texts, LoopOptions options)
{
    public IReadOnlyList<PretrainLook> Run(string stateFile, Action<PretrainLook>? progress, CancellationToken cancellation) =>
        new PretrainLoop([.. model.named_parameters()], options).Run(
            stateFile,
            (_, draws) => Loss(draws),
            Scores,
            progress,
            cancellation
        );

    private Tensor Loss(RandomStream draws)
    {
        model.train();
        var (ids, labels) = Batch(Enumerable.Range(0, options.BatchSize).Select(_ => texts.Draw(draws)));
        using var context = new PassContext { Training = true };
        return Gpt2.Loss(model.Forward(ids, null, context), labels);
    }

    /// <summary><c>next</c>: next words of held-out texts; <c>category</c>: the category of a name.</summary>
    private SortedDictionary<string, double> Scores(RandomStream random)
    {
        model.eval();
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (next, real) = Right(Enumerable.Range(0, 1000).Select(_ => texts.Draw(random, heldOut: true)));
        var (facts, _) = Right(texts.Facts());
        return new SortedDictionary<string, double>
        {
            ["next"] = 100 * next.logical_and(real).sum().ToDouble() / real.sum().ToDouble(),
            // "a NAME is a CATEGORY": the last word but the end token, and all facts are equally long.
            ["category"] = 100 * facts.select(1, facts.shape[1] - 2).to(ScalarType.Float64).mean().ToDouble(),
        };
    }

    // Where the likeliest next word is the right one, and where there is one [B, L − 1].
    private (Tensor Right, Tensor Real) Right(IEnumerable<string[]> drawn)
    {
        var (ids, labels) = Batch(drawn);
        using var context = PassContext.Inference();
        var targets = labels.narrow(1, 1, labels.shape[1] - 1);
        return (
            model.Forward(ids, null, context).argmax(2).narrow(1, 0, targets.shape[1]).eq(targets),
            targets.ne(Seq2SeqLabels.Ignored)
        );
    }

    private (Tensor Ids, Tensor Labels) Batch(IEnumerable<string[]> drawn)
    {
        int[][] rows =
        [
            .. drawn.Select(words =>
                (int[])[tokenizer.EndId, .. words.Select(w => (int)PretrainBatch.Id(tokenizer, w)), tokenizer.EndId]
            ),
        ];
        return (TokenBatch.Pad(rows, tokenizer.PadId), TokenBatch.Pad(rows, Seq2SeqLabels.Ignored));
    }
}
