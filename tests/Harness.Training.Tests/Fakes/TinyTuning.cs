using System.Security.Cryptography;
using System.Text;
using Harness.Adapters;
using Harness.Backbones.Regions;
using Harness.Backbones.VlT5Models;
using Harness.Data;
using Harness.Data.Sampling;
using Harness.Data.Scenes.Shapes;
using Harness.Data.Text;
using Harness.Training.Features;
using Harness.Training.Optimisers;
using Harness.Training.Pretraining;
using Harness.Training.Resuming;
using Harness.Training.Tuning;
using Harness.Training.Vqa;
using static TorchSharp.torch;

namespace Harness.Training.Tests.Fakes;

/// <summary>Fine-tunes a tiny untrained model on rendered shapes: everything that the real thing does, in a fraction of a second.</summary>
internal sealed record TinyTuning(int Steps, double Lr, long Seed = 1, int Looks = 3, int Patience = 0, int BatchSize = 4)
{
    public static readonly StampScenes Data = new(
        ShapeSprites.Load(),
        StampScenesOptions.Quick with
        {
            TrainPictures = 60,
            TrainQuestions = 48,
            TestPictures = 60,
            TestQuestions = 12,
            HeldOutPictures = 60,
            HeldOutQuestions = 12,
        }
    );

    public static readonly WordTokenizer Tokenizer = new(
        WordVocabulary.Build(
            Data.Questions("train")
                .Concat(Data.Questions("test"))
                .SelectMany(q => WordTokenizer.Split(q.Text))
                .Concat(Data.AnswerWords)
                .Concat(["vqa", ":", "true", "false"])
                .Distinct(),
            sentinels: 1,
            regions: Data.Options.Regions
        )
    );

    private static readonly IReadOnlyList<Question> train = [.. Data.Questions("train").Take(12)];

    private static readonly Lazy<CachedFeatures> regions = new(() =>
    {
        using var generator = new Generator(1);
        using var embedder = new RegionEmbedder(new RegionEmbedderConfig(), generator);
        using var reader = new RegionReader(embedder, Data.Regions, leaveOpen: true);
        return CachedFeatures.Compute(
            [.. train.Concat(Data.Questions("test")).Select(q => q.PictureId).Distinct()],
            Data.Picture,
            reader
        );
    });

    /// <summary>Experts to draw, dropout, and a redundancy loss: whatever a method may need.</summary>
    public static PeftMethod MixPhm() =>
        PeftMethods.Create("mixphm", new Dictionary<string, object?> { ["reduction_factor"] = 2, ["phm_rank"] = 2 });

    /// <param name="bits">Digest of the trained parameters when it ended.</param>
    public TuningResult<Prediction> Run(
        PeftMethod method,
        out string bits,
        ITokenizer? tokenizer = null,
        Action<Look>? look = null,
        CheckpointFile? checkpoint = null,
        CancellationToken token = default
    )
    {
        using var generator = new Generator((ulong)Seed);
        var config = VlT5Config.Small(Tokenizer.VocabSize) with
        {
            DModel = 32,
            DKv = 8,
            DFf = 64,
            NumLayers = 1,
            FeatDim = 128,
            DropoutRate = 0.1,
        };
        using var model = new VlT5(config, generator);
        method.Apply(model, generator);
        var options = new FineTuneOptions
        {
            Steps = Steps,
            Looks = Looks,
            Patience = Patience,
            BatchSize = BatchSize,
            EvaluationBatch = 5,
            Prompt = SmallVlT5.Prompt,
            MaxAnswerTokens = 3,
            Optimiser = new AdamWOptions { LearningRate = Lr },
        };
        var task = new VlT5Task(model, method, tokenizer ?? Tokenizer, regions.Value, options);
        var result = new Tuner<Question, Prediction>(task, options, RandomStream.Root(Seed)).Run(
            train,
            train,
            Data.Questions("test"),
            look,
            checkpoint,
            token
        );
        bits = Digest(model);
        return result;
    }

    /// <summary>Everything that a run found, to the last bit, without its times.</summary>
    public static string Text(TuningResult<Prediction> result, string bits)
    {
        var text = new StringBuilder();
        foreach (var l in result.Looks)
            text.Append($"{l.Step} {l.Loss:R} {l.DevScore:R} {l.LearningRate:R}\n");
        text.Append($"{result.Steps} {result.BestStep} {result.DevScore:R} {result.TestScore:R} {result.LastTestScore:R}\n");
        text.AppendJoin(' ', result.Predictions.Select(p => p.Answer));
        return text.Append('\n').Append(bits).ToString();
    }

    private static string Digest(VlT5 model)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (_, parameter) in PeftMethod.Trainable(model))
        {
            using var values = parameter.detach().contiguous();
            hash.AppendData(values.bytes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
