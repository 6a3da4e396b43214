using Harness.Adapters;
using Harness.Adapters.Sites;
using Harness.Backbones.Common;
using Harness.Backbones.Decoding;
using Harness.Backbones.Gpt2Models;
using Harness.Data;
using Harness.Data.Text;
using Harness.Training.Features;
using Harness.Training.Tuning;
using Harness.Training.Vqa;
using static TorchSharp.torch;

namespace Harness.Training.Captions;

/// <summary>
/// Captions of pictures, word by word (decoder-only setting of the routing paper). Behind a visual prefix a text is <c>caption &lt;/s&gt;</c>; without one the
/// end token also begins it. With the released loss (<see cref="CaptionerOptions.ReleasedLoss"/>) it is the caption filled up with end tokens to one length,
/// and without a prefix it begins with the characters <c>&lt;s&gt;</c>.
/// </summary>
/// <param name="beams">Beams of decoding; 1: greedy.</param>
public sealed class CaptionTask(
    Gpt2Captioner captioner,
    PeftMethod method,
    ITokenizer tokenizer,
    IFeatureSource pictures,
    FineTuneOptions options,
    int beams
) : ITuningTask<CaptionedPicture, WrittenCaption>
{
    private const string WrittenStart = "<s>";

    private readonly Device device = captioner.Language.parameters().First().device;
    private readonly bool released = captioner.Options.ReleasedLoss;
    private readonly int[] start =
        captioner.Options.VisualPrefix ? []
        : captioner.Options.ReleasedLoss ? tokenizer.Encode(WrittenStart)[..^1]
        : [tokenizer.EndId];

    public nn.Module Model => captioner.Language;

    public double Score(IReadOnlyList<WrittenCaption> answers) => WrittenCaption.Score(answers);

    public Tensor Loss(CaptionedPicture[] batch, TuningDraws draws)
    {
        using var context = draws.Pass();
        var ids = TokenBatch
            .Pad(
                [.. batch.Select(p => Text(draws.Answers.Pick(p.Texts)))],
                tokenizer.PadId,
                atLeast: released ? options.MaxAnswerTokens : 0
            )
            .to(device);
        var mask = ids.ne(tokenizer.PadId).to(ScalarType.Int64);
        return captioner.Loss(captioner.Forward(ids, mask, Vision(batch), context), ids, mask);
    }

    public IReadOnlyList<WrittenCaption> Answer(
        IReadOnlyList<CaptionedPicture> items,
        PassContext context,
        CancellationToken cancellation
    )
    {
        var limits = new DecodingLimits
        {
            MaxNewTokens = options.DecodedTokens,
            End = tokenizer.EndId,
            Pad = tokenizer.PadId,
        };
        var written = new List<WrittenCaption>(items.Count);
        foreach (var chunk in items.Chunk(options.EvaluationBatch))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var prompt =
                start.Length == 0
                    ? full([chunk.Length, 0], tokenizer.EndId, dtype: ScalarType.Int64, device: device)
                    : TokenBatch.Pad([.. Enumerable.Repeat(start, chunk.Length)], tokenizer.PadId).to(device);
            var texts = captioner.Generate(
                Vision(chunk),
                prompt,
                limits,
                context,
                beams == 1 ? null : new BeamOptions { NumBeams = beams },
                cached: method.IsTokenLocal
            );
            written.AddRange(
                chunk.Zip(texts, (picture, best) => new WrittenCaption(picture, Cleaned(tokenizer.Decode(best[0].Tokens))))
            );
        }
        return written;
    }

    private int[] Text(string caption) =>
        !released
            ? [.. start, .. tokenizer.Encode(caption, options.MaxAnswerTokens)]
            : tokenizer.Encode(captioner.Options.VisualPrefix ? caption : WrittenStart + caption, options.MaxAnswerTokens + 1)[
                ..^1
            ];

    private string Cleaned(string text) => released ? text.Replace(WrittenStart, "").Replace("\n", "") : text;

    private Tensor Vision(CaptionedPicture[] batch) => pictures.Of([.. batch.Select(p => p.PictureId)]).Features.to(device);
}
