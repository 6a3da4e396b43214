using Harness.Adapters;
using Harness.Adapters.Sites;
using Harness.Backbones.ClipBartModels;
using Harness.Backbones.Gpt2Models;
using Harness.Backbones.RobertaModels;
using Harness.Data;
using Harness.Data.Sampling;
using Harness.Training.Captions;
using Harness.Training.Features;
using Harness.Training.Multitask;
using Harness.Training.Pretraining.VitText;
using Harness.Training.Tests.Fakes;
using Harness.Training.Tests.Vqa;
using Harness.Training.Tuning;
using Harness.Training.Vqa;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Training.Tests.Tuning;

/// <summary>Models stand on the device that is asked for, and a task's inputs follow them there.</summary>
public class TaskDeviceTests
{
    private static readonly Question question = TinyTuning.Data.Questions("train")[0];
    private static readonly FineTuneOptions options = new();
    private static readonly PeftMethod method = PeftMethods.Create("full");
    private static readonly long words = TinyTuning.Tokenizer.VocabSize;

    private static void NeedsCuda() => Assert.SkipUnless(cuda.is_available(), "this machine or this libtorch has no CUDA device");

    /// <summary>META takes the part of a GPU: a device that has shapes and no numbers.</summary>
    [Fact]
    public void Backbones_are_loaded_onto_a_device()
    {
        using var generator = new Generator(1);
        using var reader = new VitTextFolder(Shipped("vit-roberta-small")).LoadRoberta(
            new RobertaVqaConfig { Answers = 3 },
            0,
            generator,
            device: META
        );
        using var writer = new VitTextFolder(Shipped("vit-gpt2-small")).LoadGpt2(0, device: META);
        using var joint = new ClipBartFolder(Shipped("clip-bart-small")).LoadModel(0, generator, META);
        Assert.All(
            reader.parameters().Concat(writer.parameters()).Concat(joint.parameters()),
            p => Assert.Equal(DeviceType.META, p.device.type)
        );
    }

    [Fact]
    public void Questions_to_a_classifier_follow()
    {
        NeedsCuda();
        var answers = AnswerList.Of([question]);
        var config = new RobertaVqaConfig
        {
            Roberta = RobertaConfig.Mini(words) with { HiddenSize = TinyPictures.Width },
            Answers = answers.Answers.Count,
        };
        using var model = new RobertaVqa(config, device: CUDA);
        OnGpu(pictures => new RobertaTask(model, answers, TinyTuning.Tokenizer, pictures, options), question, question.PictureId);
    }

    [Fact]
    public void Captions_follow()
    {
        NeedsCuda();
        using var captioner = new Gpt2Captioner(
            new Gpt2(Gpt2Config.Mini(words) with { NEmbd = TinyPictures.Width }, device: CUDA),
            new CaptionerOptions()
        );
        OnGpu(
            pictures => new CaptionTask(captioner, method, TinyTuning.Tokenizer, pictures, options, beams: 2),
            new CaptionedPicture(question.PictureId, ["a thing"]),
            question.PictureId
        );
    }

    [Fact]
    public void Tasks_of_pairs_of_pictures_follow()
    {
        NeedsCuda();
        using var model = new ClipBart(ClipBartConfig.Small(words) with { FeatDim = TinyPictures.Width }, device: CUDA);
        var asked = question with { PictureId = $"nlvr:{question.PictureId}+{question.PictureId}", Form = "nlvr/form" };
        OnGpu(
            pictures => new MultitaskTask(model, method, TinyTuning.Tokenizer, pictures, options, beams: 1),
            asked,
            $"nlvr:{question.PictureId}"
        );
    }

    private static string Shipped(string name) => Path.Combine(VlT5FolderTests.Repository(), "paper/backbones", name);

    private static void OnGpu<TItem, TAnswer>(Func<IFeatureSource, ITuningTask<TItem, TAnswer>> task, TItem item, string picture)
    {
        using var scope = NewDisposeScope();
        using var pictures = new Ones(picture);
        using var draws = new TuningDraws(TuningDraws.StreamNames.ToDictionary(n => n, n => RandomStream.Root(1).Sub(n)));
        Assert.Equal(DeviceType.CUDA, task(pictures).Loss([item], draws).device.type);
        using var context = PassContext.Inference();
        Assert.Single(task(pictures).Answer([item], context, default));
    }

    private sealed class Ones(string known) : IFeatureSource
    {
        public (Tensor Features, Tensor? Boxes) Of(IReadOnlyList<string> pictureIds) =>
            (ones(pictureIds.Count(id => id == known), 1, TinyPictures.Width), null);

        public void Check(IEnumerable<string> pictureIds, long width) { }

        public void Dispose() { }
    }
}
