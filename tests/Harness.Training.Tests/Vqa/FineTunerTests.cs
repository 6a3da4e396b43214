using Harness.Adapters;
using Harness.Backbones;
using Harness.Data;
using Harness.Data.Scenes.Shapes;
using Harness.Training.Vqa;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Training.Tests.Vqa;

/// <summary>The protocol on a tiny untrained model and rendered shapes.</summary>
public class FineTunerTests
{
    private static readonly StampScenes Data = new(ShapeSprites.Load(), StampScenesOptions.Quick with
    {
        TrainPictures = 60, TrainQuestions = 48, TestPictures = 60, TestQuestions = 12, HeldOutPictures = 60, HeldOutQuestions = 12,
    });

    private static readonly WordTokenizer Tokenizer = new(WordVocabulary.Build(
        Data.Questions("train").Concat(Data.Questions("test")).SelectMany(q => WordTokenizer.Split(q.Text)).Concat(Data.AnswerWords).Concat(["vqa", ":"]).Distinct(),
        sentinels: 1, regions: Data.Options.Regions));

    private static readonly IReadOnlyList<Question> Train = [.. Data.Questions("train").Take(12)];

    [Fact]
    public void Full_finetuning_fits_a_handful_of_questions()
    {
        var result = Tune(new FullRun(), steps: 150, lr: 3e-3);
        Assert.True(result.Looks[^1].Loss < 0.7 * result.Looks[0].Loss, string.Join(" ", result.Looks.Select(l => l.Loss)));
        Assert.True(result.DevScore > 50, $"dev {result.DevScore}");
        Assert.Equal(150, result.Looks[^1].Step);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_and_another_seed_does_not()
    {
        double[] Losses(long seed) => [.. Tune(new MixPhmRun(), steps: 6, lr: 5e-3, seed).Looks.Select(l => l.Loss)];
        Assert.Equal(Losses(1), Losses(1));
        Assert.NotEqual(Losses(1), Losses(2));
    }

    [Fact]
    public void Training_steps_and_looks_leave_no_live_tensors()
    {
        long before = -1, after = -2;
        // Counted from look to look: the second third of the steps leaves nothing behind that the first did not.
        Tune(new MixPhmRun(), steps: 9, lr: 5e-3, look: l =>
        {
            if (l.Step == 6)
                before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
            if (l.Step == 9)
                after = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        });
        Assert.Equal(before, after);
    }

    [Fact]
    public void Cancelling_stops_between_steps()
    {
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Tune(new FullRun(), steps: 50, lr: 1e-3, look: _ => source.Cancel(), token: source.Token));
    }

    private abstract record Method(PeftMethod Peft);

    private sealed record FullRun() : Method(PeftMethods.Create("full"));

    private sealed record MixPhmRun() : Method(PeftMethods.Create("mixphm", new Dictionary<string, object?> { ["reduction_factor"] = 2, ["phm_rank"] = 2 }));

    private static FineTuneResult Tune(Method method, int steps, double lr, long seed = 1, Action<Look>? look = null, CancellationToken token = default)
    {
        using var generator = new Generator((ulong)seed);
        var config = VlT5Config.Small(Tokenizer.VocabSize) with { DModel = 32, DKv = 8, DFf = 64, NumLayers = 1, FeatDim = 128, DropoutRate = 0.1 };
        using var model = new VlT5(config, generator);
        method.Peft.Apply(model, generator);
        using var embedder = new RegionEmbedder(new RegionEmbedderConfig(), generator);
        string[] pictures = [.. Train.Concat(Data.Questions("test")).Select(q => q.PictureId).Distinct()];
        using var regions = RegionFeatures.Compute(pictures, Data.Picture, Data.Regions, embedder);
        var options = new FineTuneOptions
        {
            Steps = steps, Looks = 3, Patience = 0, BatchSize = 4, Prompt = "vqa : {0} <extra_id_0>", MaxAnswerTokens = 3, Optimiser = new AdamWOptions { LearningRate = lr },
        };
        return new FineTuner(model, method.Peft, Tokenizer, regions, options, RandomStream.Root(seed)).Run(Train, Train, Data.Questions("test"), look, token);
    }
}
