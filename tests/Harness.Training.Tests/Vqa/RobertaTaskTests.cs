using Harness.Adapters;
using Harness.Backbones.RobertaModels;
using Harness.Data;
using Harness.Data.Sampling;
using Harness.Training.Optimisers;
using Harness.Training.Resuming;
using Harness.Training.Tests.Fakes;
using Harness.Training.Tuning;
using Harness.Training.Vqa;
using TorchSharp;

namespace Harness.Training.Tests.Vqa;

public class RobertaTaskTests
{
    private static readonly IReadOnlyList<Question> questions = [.. TinyTuning.Data.Questions("train").Take(12)];

    [Fact]
    public void A_classifier_fits_a_handful_of_questions()
    {
        var result = Run(PeftMethods.Create("full"), 300, 3e-3);
        Assert.True(
            result.DevScore > 90,
            $"{result.DevScore} % after losses {string.Join(", ", result.Looks.Select(l => l.Loss))}"
        );
        Assert.True(result.Looks[0].Loss > 2 * result.Looks[^1].Loss);
    }

    [Fact]
    public void A_stopped_training_goes_on_to_the_same_answers_with_noise_in_place_of_the_picture()
    {
        var method = PeftMethods.Create(
            "routing_lora",
            new Dictionary<string, object?>
            {
                ["r"] = 4,
                ["lora_alpha"] = 4,
                ["routing_source"] = "noise",
            }
        );
        var whole = Run(method, 12, 1e-2);
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "checkpoint.safetensors");
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() =>
            Run(method, 12, 1e-2, new CheckpointFile(path, TimeSpan.FromHours(1)), _ => stop.Cancel(), stop.Token)
        );
        var resumed = Run(method, 12, 1e-2, new CheckpointFile(path, TimeSpan.FromHours(1)));
        Assert.Equal(
            whole.Looks.Select(l => (l.Step, l.Loss, l.DevScore)),
            resumed.Looks.Select(l => (l.Step, l.Loss, l.DevScore))
        );
        Assert.Equal(whole.Predictions.Select(p => p.Answer), resumed.Predictions.Select(p => p.Answer));
    }

    [Fact]
    public void The_most_frequent_answer_of_a_split_comes_first_and_an_unknown_one_has_no_place()
    {
        Question Asked(params (string, double)[] answers) =>
            questions[0] with
            {
                Answers = answers.ToDictionary(a => a.Item1, a => a.Item2),
            };
        var list = AnswerList.Of([Asked(("no", 1)), Asked(("yes", 1)), Asked(("yes", 0.6), ("a", 0.3))]);
        Assert.Equal(["yes", "a", "no"], list.Answers);
        using var scores = list.Scores([Asked(("a", 0.3), ("elsewhere", 1))]);
        Assert.Equal([0, 0.3f, 0], scores.data<float>().ToArray());
    }

    private static TuningResult<Prediction> Run(
        PeftMethod method,
        int steps,
        double rate,
        CheckpointFile? checkpoint = null,
        Action<Look>? look = null,
        CancellationToken token = default
    )
    {
        torch.set_num_threads(1);
        using var generator = new torch.Generator(1);
        using var pictures = TinyPictures.Features(questions.Select(q => q.PictureId));
        var answers = AnswerList.Of(questions);
        var text = RobertaConfig.Mini(TinyTuning.Tokenizer.VocabSize) with
        {
            HiddenSize = TinyPictures.Width,
            IntermediateSize = 64,
            NumHiddenLayers = 1,
            HiddenDropoutProb = 0,
        };
        using var model = new RobertaVqa(
            new RobertaVqaConfig
            {
                Roberta = text,
                Answers = answers.Answers.Count,
                DoubleEmbedding = false,
            },
            generator
        );
        method.Apply(model, generator);
        var options = new FineTuneOptions
        {
            Steps = steps,
            Looks = 3,
            BatchSize = 5,
            Optimiser = new AdamWOptions { LearningRate = rate },
        };
        var task = new RobertaTask(model, answers, TinyTuning.Tokenizer, pictures, options);
        return new Tuner<Question, Prediction>(task, options, RandomStream.Root(1)).Run(
            questions,
            questions,
            questions,
            look,
            checkpoint,
            token
        );
    }
}
