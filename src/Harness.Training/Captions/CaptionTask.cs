using Harness.Adapters;
using Harness.Backbones;
using Harness.Data;
using Harness.Training.Pictures;
using Harness.Training.Tuning;
using Harness.Training.Vqa;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Training.Captions;

/// <summary>
/// Captions of pictures, word by word (decoder-only setting of the routing paper). Behind a visual prefix a text is <c>caption &lt;/s&gt;</c>; without one the
/// end token also begins it.
/// </summary>
/// <param name="beams">Beams of decoding; 1: greedy.</param>
public sealed class CaptionTask(
    Gpt2Captioner captioner, PeftMethod method, WordTokenizer tokenizer, PictureFeatures pictures, FineTuneOptions options, int beams)
    : ITuningTask<CaptionedPicture, WrittenCaption>
{
    public nn.Module Model => captioner.Language;

    public double Score(IReadOnlyList<WrittenCaption> answers) => WrittenCaption.Score(answers);

    public Tensor Loss(CaptionedPicture[] batch, TuningDraws draws)
    {
        using var context = draws.Pass();
        var ids = TokenBatch.Pad([.. batch.Select(p => Text(draws.Answers.Pick(p.Texts)))], tokenizer.PadId);
        var mask = ids.ne(tokenizer.PadId).to(ScalarType.Int64);
        return captioner.Loss(captioner.Forward(ids, mask, Vision(batch), context), ids, mask);
    }

    public IReadOnlyList<WrittenCaption> Answer(IReadOnlyList<CaptionedPicture> items, PassContext context, CancellationToken cancellation)
    {
        var limits = new DecodingLimits { MaxNewTokens = options.MaxAnswerTokens, End = tokenizer.EndId, Pad = tokenizer.PadId };
        var written = new List<WrittenCaption>(items.Count);
        foreach (var chunk in items.Chunk(options.EvaluationBatch))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var prompt = full([chunk.Length, captioner.Options.VisualPrefix ? 0 : 1], tokenizer.EndId, dtype: ScalarType.Int64);
            var texts = captioner.Generate(
                Vision(chunk), prompt, limits, context, beams == 1 ? null : new BeamOptions { NumBeams = beams }, cached: method.IsTokenLocal);
            written.AddRange(chunk.Zip(texts, (picture, best) => new WrittenCaption(picture, tokenizer.Decode(best[0].Tokens))));
        }
        return written;
    }

    private int[] Text(string caption)
    {
        var ids = tokenizer.Encode(caption, options.MaxAnswerTokens);
        return captioner.Options.VisualPrefix ? ids : [tokenizer.EndId, .. ids];
    }

    private Tensor Vision(CaptionedPicture[] batch) => pictures.Of(batch.Select(p => p.PictureId));
}
