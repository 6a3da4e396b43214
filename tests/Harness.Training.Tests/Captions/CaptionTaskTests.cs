using Harness.Adapters;
using Harness.Backbones.Gpt2Models;
using Harness.Data;
using Harness.Data.Sampling;
using Harness.Data.Text;
using Harness.Training.Captions;
using Harness.Training.Optimisers;
using Harness.Training.Tests.Fakes;
using Harness.Training.Tuning;
using Harness.Training.Vqa;
using TorchSharp;

namespace Harness.Training.Tests.Captions;

public class CaptionTaskTests
{
    private static readonly IReadOnlyList<CaptionedPicture> pictures =
    [
        .. TinyTuning
            .Data.Questions("train")
            .DistinctBy(q => q.PictureId)
            .Take(4)
            .Select(
                (q, i) => new CaptionedPicture(q.PictureId, [$"there are {new[] { "one", "two", "three", "four" }[i]} things"])
            ),
    ];

    private static readonly WordTokenizer tokenizer = new(
        WordVocabulary.Build(["there", "are", "one", "two", "three", "four", "things"], sentinels: 0, regions: 0)
    );

    [Theory]
    [InlineData(true, "full", "")]
    [InlineData(false, "routing_lora", "picture")]
    public void A_captioner_learns_a_handful_of_captions_by_heart(bool prefix, string name, string source)
    {
        var method = PeftMethods.Create(
            name,
            name == "full"
                ? []
                : new Dictionary<string, object?>
                {
                    ["r"] = 16,
                    ["lora_alpha"] = 32,
                    ["routing_source"] = source,
                }
        );
        torch.set_num_threads(1);
        using var generator = new torch.Generator(1);
        using var features = TinyPictures.Features(pictures.Select(p => p.PictureId));
        var config = Gpt2Config.Mini(tokenizer.VocabSize) with
        {
            NEmbd = TinyPictures.Width,
            NInner = 64,
            ResidPdrop = 0,
            EmbdPdrop = 0,
        };
        using var captioner = new Gpt2Captioner(
            new Gpt2(config, generator),
            new CaptionerOptions { VisualPrefix = prefix, Routing = source != "" }
        );
        method.Apply(captioner.Language, generator);
        var options = new FineTuneOptions
        {
            Steps = 250,
            Looks = 1,
            BatchSize = 4,
            Optimiser = new AdamWOptions { LearningRate = 1e-2 },
        };
        var task = new CaptionTask(captioner, method, tokenizer, features, options, beams: name == "full" ? 1 : 2);
        var result = new Tuner<CaptionedPicture, WrittenCaption>(task, options, RandomStream.Root(1)).Run(
            pictures,
            pictures,
            pictures
        );
        var right = result.Predictions.Count(p => p.Text == p.Picture.Texts[0]);
        Assert.True(right == pictures.Count, string.Join("; ", result.Predictions.Select(p => p.Text)));
        Assert.Equal(100, WrittenCaption.Measures(result.Predictions)["ROUGE-L"], 6);
        Assert.Equal(result.TestScore, WrittenCaption.Measures(result.Predictions)["CIDEr-D"], 6);
    }

    [Fact]
    public void Captions_are_compared_without_marks_and_case()
    {
        var picture = new CaptionedPicture("p", ["A fox, on a pink background."]);
        var other = new CaptionedPicture("q", ["Two owls."]);
        var measures = WrittenCaption.Measures([
            new WrittenCaption(picture, "a fox , on a pink background ."),
            new WrittenCaption(other, "one owl"),
        ]);
        Assert.Equal(1, new WrittenCaption(picture, "a fox , on a pink background .").Likeness, 9);
        Assert.Equal(["BLEU-1", "BLEU-2", "BLEU-3", "BLEU-4", "ROUGE-L", "CIDEr-D"], measures.Keys);
        Assert.Equal(50, measures["ROUGE-L"], 6);
    }
}
