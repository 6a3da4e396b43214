using Harness.Adapters;
using Harness.Adapters.Sites;
using Harness.Backbones.ClipBartModels;
using Harness.Backbones.Common;
using Harness.Backbones.Decoding;
using Harness.Data;
using Harness.Data.Pictures;
using Harness.Data.Sampling;
using Harness.Data.Text;
using Harness.Training.Features;
using Harness.Training.Sampling;
using Harness.Training.Tuning;
using Harness.Training.Vqa;
using static TorchSharp.torch;

namespace Harness.Training.Multitask;

/// <summary>
/// Four tasks at once with CLIP-BART, all of them text generation (VL-Adapter, arXiv 2112.06825): a batch holds one task, batches of all tasks take turns at
/// random, one answer of a question is drawn in proportion to its soft score, which also weighs its loss. Statements about two pictures are judged by
/// the logits of true and false at the decoder's first step.
/// </summary>
/// <param name="beams">Beams when captions are written; 1: greedy.</param>
/// <param name="released">As the authors' code has it, see <see cref="IClipBartSource.AsReleased"/>; otherwise tasks share one batch size and texts have no start token.</param>
public sealed class MultitaskTask(
    ClipBart model,
    PeftMethod method,
    ITokenizer tokenizer,
    IFeatureSource pictures,
    FineTuneOptions options,
    int beams,
    bool released = false
) : ITuningTask<Question, MultitaskAnswer>
{
    private static readonly Dictionary<string, (VlTask Task, int Index)> tasks = VlTask
        .All.Index()
        .ToDictionary(t => t.Item.Name, t => (t.Item, t.Index));

    private readonly string start = released ? "<s>" : "";

    public nn.Module Model => model;

    private Device Where => model.parameters().First().device;

    public double Score(IReadOnlyList<MultitaskAnswer> answers) => MultitaskAnswer.Score(answers);

    /// <summary>Every task's batches of an epoch in one random order.</summary>
    public IBatches<Question> Batches(IReadOnlyList<Question> train, int size, RandomStream order) =>
        new EpochSampler<Question>(
            train,
            order,
            (shuffled, random) =>
            {
                Question[][] batches =
                [
                    .. shuffled
                        .GroupBy(FourTasks.TaskOf)
                        .OrderBy(g => g.Key, StringComparer.Ordinal)
                        .SelectMany(g => g.Chunk(released ? ReleasedSize(g.Key, size) : size)),
                ];
                random.Shuffle(batches);
                return batches;
            }
        );

    /// <summary>Batches of an epoch where each task has a size of its own.</summary>
    /// <param name="size">VQA's.</param>
    public static int ReleasedBatches(IReadOnlyList<Question> train, int size) =>
        train.CountBy(FourTasks.TaskOf).Sum(t => (t.Value + ReleasedSize(t.Key, size) - 1) / ReleasedSize(t.Key, size));

    public Tensor Loss(Question[] batch, TuningDraws draws)
    {
        var (task, index) = tasks[FourTasks.TaskOf(batch[0])];
        var answers = batch.Select(q => VqaBatch.DrawAnswer(q, draws.Answers)).ToList();
        var labels = TokenBatch
            .Pad([.. answers.Select(a => tokenizer.Encode(start + a.Answer, task.MaxAnswerTokens))], Seq2SeqLabels.Ignored)
            .to(Where);
        var scores = tensor(answers.Select(a => (float)a.Score).ToArray()).to(Where);
        using var pass = draws.Pass();
        var (cells, imageIds) = Cells(batch, task);
        var output = model.Forward(Asked(batch, task), null, cells, labels, pass with { Task = index }, imageIds);
        return Seq2SeqLabels.ScoredLoss(output.Logits, labels, scores);
    }

    public IReadOnlyList<MultitaskAnswer> Answer(
        IReadOnlyList<Question> items,
        PassContext context,
        CancellationToken cancellation
    ) => [.. items.Zip(Said(items, context, cancellation), MultitaskAnswer.Of)];

    /// <summary>The same without a comparison to what would have been right.</summary>
    public IReadOnlyList<string> Said(IReadOnlyList<Question> items, PassContext context, CancellationToken cancellation)
    {
        var said = new string[items.Count];
        foreach (var group in items.Index().GroupBy(i => FourTasks.TaskOf(i.Item)))
        {
            var (task, index) = tasks[group.Key];
            foreach (var chunk in group.Chunk(options.EvaluationBatch))
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                foreach (
                    var (place, text) in chunk.Zip(Texts([.. chunk.Select(c => c.Item)], task, context with { Task = index }))
                )
                    said[place.Index] = text;
            }
        }
        return said;
    }

    private IEnumerable<string> Texts(Question[] batch, VlTask task, PassContext context)
    {
        var (cells, imageIds) = Cells(batch, task);
        var encoded = model.Encode(Asked(batch, task), null, cells, context, imageIds);
        if (task == VlTask.Nlvr)
        {
            int[] before = [(int)model.Config.DecoderStartTokenId, .. tokenizer.Encode(start)[..^1]];
            var logits = model
                .Decode(TokenBatch.Pad([.. batch.Select(_ => before)], tokenizer.PadId).to(Where), encoded, context)
                .Logits;
            var (yes, no) = Judgements();
            return VlTask.Prefers(logits.narrow(1, before.Length - 1, 1), yes, no).Select(p => p ? "true" : "false");
        }
        var limits = new DecodingLimits
        {
            MaxNewTokens = task.MaxAnswerTokens,
            End = tokenizer.EndId,
            Pad = tokenizer.PadId,
        };
        var written = model.Generate(
            encoded,
            limits,
            context,
            task.Beams is null || beams == 1 ? null : task.Beams with { NumBeams = beams },
            cached: method.IsTokenLocal
        );
        return written.Select(w => tokenizer.Decode(w[0].Tokens));
    }

    /// <summary>Prompts and questions, [B, L].</summary>
    private Tensor Asked(Question[] batch, VlTask task) =>
        TokenBatch
            .Pad(
                [
                    .. batch.Select(q =>
                        tokenizer.Encode(
                            start + task.Prompt + q.Text,
                            released && task == VlTask.Nlvr ? (int)model.Config.MaxPositionEmbeddings : options.MaxQuestionTokens
                        )
                    ),
                ],
                tokenizer.PadId
            )
            .to(Where);

    /// <summary>V cells of each question's pictures, those of a second one behind those of the first: [B, pictures · V, f]; and which picture each is from.</summary>
    private (Tensor Cells, Tensor? ImageIds) Cells(Question[] batch, VlTask task)
    {
        var features = pictures.Of([.. batch.SelectMany(q => Pictures(q.PictureId))]).Features.to(Where);
        return (features.reshape(batch.Length, -1, features.shape[2]), task.ImageIds(features.shape[1])?.to(Where));
    }

    /// <summary>Identifiers of the single pictures of a question's.</summary>
    public static IEnumerable<string> Pictures(string pictureId)
    {
        var colon = pictureId.IndexOf(':') + 1;
        return PicturePair.Parts(pictureId[colon..]).Select(part => pictureId[..colon] + part);
    }

    private static int ReleasedSize(string task, int size) => Math.Max(1, (int)(size * tasks[task].Task.BatchShare));

    /// <summary>First tokens of the two answers to a statement.</summary>
    private (long True, long False) Judgements() =>
        (tokenizer.Encode("true")[0], tokenizer.Encode("false")[0]) is var (yes, no) && yes != no
            ? (yes, no)
            : throw new InvalidOperationException(
                "the vocabulary cannot tell 'true' from 'false', which this task answers with."
            );
}
