using Harness.Adapters;
using Harness.Backbones.ClipBartModels;
using Harness.Backbones.ClipModels;
using Harness.Data;
using Harness.Data.Pictures;
using Harness.Data.Sampling;
using Harness.Data.Text;
using Harness.Training.Features;
using Harness.Training.Multitask;
using Harness.Training.Optimisers;
using Harness.Training.Resuming;
using Harness.Training.Tests.Fakes;
using Harness.Training.Tuning;
using Harness.Training.Vqa;
using TorchSharp;

namespace Harness.Training.Tests.Multitask;

public class MultitaskTaskTests
{
    private static readonly string[] pictures =
    [
        .. TinyTuning.Data.Questions("train").Select(q => q.PictureId).Distinct().Take(4),
    ];

    private static readonly IReadOnlyList<Question> questions =
    [
        Asked("vqa", pictures[0], "what is this ?", "a fox"),
        Asked("vqa", pictures[1], "what is this ?", "an owl"),
        Asked("gqa", pictures[0], "what is left ?", "one"),
        Asked("gqa", pictures[1], "what is left ?", "two"),
        Asked("nlvr", $"{pictures[2]}+{pictures[3]}", "both are one .", "true"),
        Asked("nlvr", $"{pictures[3]}+{pictures[2]}", "both are one .", "false"),
        Asked("caption", pictures[2], "", "A fox and an owl."),
        Asked("caption", pictures[3], "", "Two owl."),
    ];

    private static readonly WordTokenizer tokenizer = new(
        WordVocabulary.Build(
            questions
                .SelectMany(q => q.Answers.Keys.Prepend(q.Text))
                .Concat(VlTask.All.Select(t => t.Prompt))
                .SelectMany(WordTokenizer.Split)
                .Distinct(),
            sentinels: 1,
            regions: 2 * ClipBartFolder.Cells
        )
    );

    private static Question Asked(string task, string picture, string text, string answer) =>
        new(
            $"{task}:{text}{picture}",
            $"{task}:{picture}",
            text,
            $"{task}/form",
            "other",
            new Dictionary<string, double> { [answer] = 1 }
        );

    private static TuningResult<MultitaskAnswer> Tune(
        string name,
        Dictionary<string, object?> options,
        int steps,
        int beams,
        CheckpointFile? checkpoint = null,
        Action<Look>? look = null,
        CancellationToken token = default
    )
    {
        torch.set_num_threads(1);
        var method = PeftMethods.Create(name, options);
        using var generator = new torch.Generator(1);
        using var tower = new Telling();
        using var features = CachedFeatures.Compute(
            [.. questions.SelectMany(q => MultitaskTask.Pictures(q.PictureId)).Distinct()],
            id => TinyTuning.Data.Picture(id.Split(':')[1]),
            tower
        );
        using var model = new ClipBart(
            ClipBartConfig.Small(tokenizer.VocabSize) with
            {
                DModel = 32,
                EncoderFfnDim = 64,
                DecoderFfnDim = 64,
                Dropout = 0,
                AttentionDropout = 0,
                ActivationDropout = 0,
            },
            generator
        );
        method.Apply(model, generator);
        var protocol = new FineTuneOptions
        {
            Steps = steps,
            Looks = 2,
            BatchSize = 2,
            EvaluationBatch = 3,
            Optimiser = new AdamWOptions { LearningRate = 3e-3 },
        };
        var task = new MultitaskTask(model, method, tokenizer, features, protocol, beams);
        return new Tuner<Question, MultitaskAnswer>(task, protocol, RandomStream.Root(1)).Run(
            questions,
            questions,
            questions,
            look,
            checkpoint,
            token
        );
    }

    [Fact]
    public void Released_batches_stand_as_the_tasks_sizes()
    {
        List<Question> many =
        [
            .. new[] { ("vqa", 7), ("gqa", 11), ("nlvr", 3), ("caption", 6) }.SelectMany(t =>
                Enumerable.Repeat(questions.First(q => q.Form.StartsWith(t.Item1)), t.Item2)
            ),
        ];
        Assert.Equal(8, MultitaskTask.ReleasedBatches(many, 6)); // of at most 6, 10, 2, 5
        Assert.Equal(27, MultitaskTask.ReleasedBatches(many, 1)); // never an empty one
    }

    /// <summary>Tells any two pictures apart: noise of each its own.</summary>
    private sealed class Telling : IFeatureReader
    {
        public (torch.Tensor Features, torch.Tensor? Boxes) Read(
            IReadOnlyList<string> pictureIds,
            IReadOnlyList<Picture> pictures
        ) => (torch.stack([.. pictures.Select(Noise)]), null);

        private static torch.Tensor Noise(Picture picture)
        {
            using var generator = new torch.Generator((ulong)picture.Rgb.Sum(b => (long)b));
            return torch.empty(ClipBartFolder.Cells, ClipResNetConfig.Small.FeatDim).normal_(0, 1, generator);
        }

        public void Dispose() { }
    }

    [Fact]
    public void Four_tasks_are_learnt_by_heart_together()
    {
        var result = Tune("full", [], steps: 240, beams: 2);
        Assert.True(
            result.Predictions.All(p => p.Right > 0.999),
            string.Join("; ", result.Predictions.Select(p => $"{p.Question.BestAnswer()}: {p.Text}"))
        );
        var measures = MultitaskAnswer.Measures(result.Predictions);
        Assert.Equal((100, 100, 100), (measures["vqa"], measures["gqa"], measures["nlvr"]));
        Assert.Equal(measures.Values.Average(), result.TestScore, 9);
    }

    [Fact]
    public void A_stopped_run_goes_on_to_the_same_bits()
    {
        var (options, file) = (
            new Dictionary<string, object?>
            {
                ["r"] = 8,
                ["routing"] = "vllora",
                ["tasks"] = 4,
            },
            Path.GetTempFileName()
        );
        var whole = Tune("vl_adapter", options, steps: 12, beams: 1);
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() =>
            Tune(
                "vl_adapter",
                options,
                steps: 12,
                beams: 1,
                new CheckpointFile(file, TimeSpan.MaxValue),
                _ => stop.Cancel(),
                stop.Token
            )
        );
        var resumed = Tune("vl_adapter", options, steps: 12, beams: 1, new CheckpointFile(file, TimeSpan.MaxValue));
        Assert.Equal(
            whole.Looks.Select(l => (l.Step, l.Loss, l.DevScore)),
            resumed.Looks.Select(l => (l.Step, l.Loss, l.DevScore))
        );
        Assert.Equal(whole.Predictions.Select(p => p.Text), resumed.Predictions.Select(p => p.Text));
        File.Delete(file);
    }

    [Fact]
    public void A_batch_holds_one_task()
    {
        var batches = new MultitaskTask(null!, null!, tokenizer, null!, new FineTuneOptions(), 1).Batches(
            questions,
            2,
            RandomStream.Root(3)
        );
        var epoch = Enumerable.Range(0, 4).Select(_ => batches.Next()).ToList();
        Assert.All(epoch, b => Assert.Single(b.Select(FourTasks.TaskOf).Distinct()));
        Assert.Equal(questions.Select(q => q.Id).Order(), epoch.SelectMany(b => b).Select(q => q.Id).Order());
        var position = batches.Position;
        var next = batches.Next();
        batches.Position = position;
        Assert.Equal(next, batches.Next());
    }
}
