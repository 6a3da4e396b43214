using Harness.Adapters.Sites;
using Harness.Backbones.BartModels;
using Harness.Backbones.Common;
using Harness.Data;
using Harness.Data.Sampling;
using Harness.Data.Text;
using static TorchSharp.torch;

namespace Harness.Training.Pretraining.ClipBartModels;

/// <summary>Pre-trains a small BART to restore documents, without pictures.</summary>
internal sealed class BartPretrainer(
    Bart model,
    WordTokenizer tokenizer,
    StampScenes data,
    Documents documents,
    ClipBartOptions options
)
{
    private const int ScoringBatch = 128;

    public IReadOnlyList<PretrainLook> Run(string stateFile, Action<PretrainLook>? progress, CancellationToken cancellation) =>
        new PretrainLoop([.. model.named_parameters()], options.Language).Run(
            stateFile,
            (_, draws) => Loss(draws),
            Scores,
            progress,
            cancellation
        );

    private Tensor Loss(RandomStream draws)
    {
        model.train();
        // Held-out documents are about the first scenes of the stream.
        var batch = Draw(options.Language.BatchSize, _ => (ulong)options.HeldOut + (draws.NextUInt64() >> 32), draws);
        using var context = new PassContext { Training = true };
        return Seq2SeqLabels.MeanLoss(model.Forward(batch.InputIds, null, batch.Labels, context).Logits, batch.Labels);
    }

    /// <summary>
    /// Accuracy in % on held-out documents, each word given those before it: of hidden words by the kind of their sentence, of hidden <c>span</c>s, and of words
    /// that were <c>left</c>.
    /// </summary>
    private SortedDictionary<string, double> Scores(RandomStream random)
    {
        model.eval();
        using var noGrad = no_grad();
        using var context = PassContext.Inference();
        var counts = new SortedDictionary<string, (int Right, int All)>(StringComparer.Ordinal);
        foreach (var chunk in Enumerable.Range(0, options.HeldOut).Chunk(ScoringBatch))
        {
            using var scope = NewDisposeScope();
            var batch = Draw(chunk.Length, i => (ulong)chunk[i], random);
            var right = model
                .Forward(batch.InputIds, null, batch.Labels, context)
                .Logits.argmax(-1)
                .eq(batch.Labels)
                .data<bool>()
                .ToArray();
            var (labels, width) = (batch.Labels.data<long>().ToArray(), (int)batch.Labels.shape[1]);
            for (var at = 0; at < labels.Length; at++)
            {
                if (labels[at] == Seq2SeqLabels.Ignored)
                    continue;
                var kind = batch.Asked[at / width].GetValueOrDefault(at % width, "left");
                var before = counts.GetValueOrDefault(kind);
                counts[kind] = (before.Right + (right[at] ? 1 : 0), before.All + 1);
            }
        }
        return new SortedDictionary<string, double>(
            counts.ToDictionary(c => c.Key, c => 100.0 * c.Value.Right / c.Value.All),
            StringComparer.Ordinal
        );
    }

    private NoisedBatch Draw(int count, Func<int, ulong> scene, RandomStream random) =>
        NoisedBatch.Of(
            [.. Enumerable.Range(0, count).Select(i => documents.Draw(data.PretrainingScene(scene(i)), random))],
            tokenizer,
            options,
            random
        );
}
