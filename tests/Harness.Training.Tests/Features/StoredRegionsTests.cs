using Harness.Adapters;
using Harness.Backbones.Regions;
using Harness.Backbones.VlT5Models;
using Harness.Data;
using Harness.Data.Files;
using Harness.Data.PaperFiles;
using Harness.Data.Regions;
using Harness.Data.Sampling;
using Harness.Data.Text;
using Harness.Training.Features;
using Harness.Training.Optimisers;
using Harness.Training.Pretraining;
using Harness.Training.Tuning;
using Harness.Training.Vqa;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Training.Tests.Features;

/// <summary>Files of exactly the papers' layout, 36 boxes of 2048 numbers a picture, into a VL-T5 that reads such.</summary>
public sealed class StoredRegionsTests : IDisposable
{
    private const int Regions = 36,
        Width = 2048;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Features that tell pictures apart: picture i has i + 1 in front.</summary>
    private sealed class Made(int width, params string[] ids) : IRegionFile
    {
        public string Path => "made";

        public IReadOnlyList<string> Ids => ids;

        public PictureRegions Read(string id)
        {
            var features = new float[Regions * width];
            features[0] = 1 + ids.ToList().IndexOf(id);
            return new PictureRegions(
                480,
                640,
                features,
                [.. Enumerable.Range(0, Regions).SelectMany(r => new[] { 0, 0, (r + 1) / 36f, 1 })]
            );
        }

        public void Dispose() { }
    }

    private string Put(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[path])!);
        return folder[path];
    }

    private IVqaDataset MixPhmFolder()
    {
        string Asked(string split, params int[] pictures) =>
            "["
            + string.Join(
                ", ",
                pictures.Select(p =>
                    $$"""{"answer_type": "yes/no", "img_id": "COCO_{{split}}_{{p:D12}}", "label": {"yes": 1}, "question_id": {{p}}000, "question_type": "is", "sent": "is it {{p}} ?"}"""
                )
            )
            + "]";
        File.WriteAllText(Put("annotation/lxmert_split/train.json"), Asked("train2014", 9, 25, 30, 34));
        File.WriteAllText(Put("annotation/lxmert_split/minival.json"), Asked("val2014", 42));
        File.WriteAllText(Put("annotation/lxmert_split/nominival.json"), Asked("val2014", 73));
        return (IVqaDataset)PaperDatasets.Open("vqa-v2", folder.Path);
    }

    [Fact]
    public void A_VlT5_learns_from_the_papers_files()
    {
        Needs.Hdf5();
        var data = MixPhmFolder();
        Hdf5RegionFile.Write(Put("coco_imgfeat/train_obj36.h5"), new Made(Width, "9", "25", "30", "34"));
        Hdf5RegionFile.Write(Put("coco_imgfeat/val_obj36.h5"), new Made(Width, "42", "73"));
        var tokenizer = new WordTokenizer(
            WordVocabulary.Build(["is", "it", "?", "yes", "vqa", ":"], sentinels: 1, regions: Regions)
        );
        using var generator = new Generator(3);
        using var model = new VlT5(
            VlT5Config.Small(tokenizer.VocabSize) with
            {
                DModel = 16,
                DKv = 8,
                DFf = 16,
                NumLayers = 1,
                FeatDim = Width,
                NumRegions = Regions,
            },
            generator
        );
        var method = PeftMethods.Create("full");
        method.Apply(model, generator);
        using var regions = new StoredRegions(data.FeatureFiles());
        var (train, test) = (data.Questions("train"), data.Questions("test"));
        regions.Check(train.Concat(test).Select(q => q.PictureId), model.Config.FeatDim);
        using (var scope = NewDisposeScope())
        {
            var (features, boxes) = regions.Of(["COCO_val2014_000000000073", "COCO_train2014_000000000030"]);
            Assert.Equal([2L, Regions, Width], features.shape);
            Assert.Equal([2L, Regions, 4L], boxes!.shape);
            Assert.Equal([2f, 3f], features.select(1, 0).select(1, 0).data<float>().ToArray());
            Assert.Equal(0.5f, boxes[0, 17, 2].ToSingle(), 1e-6f);
        }
        var options = new FineTuneOptions
        {
            Steps = 3,
            Looks = 1,
            BatchSize = 2,
            Prompt = SmallVlT5.Prompt,
            MaxAnswerTokens = 2,
            Optimiser = new AdamWOptions { LearningRate = 1e-2 },
        };
        var task = new VlT5Task(model, method, tokenizer, regions, options);
        var result = new Tuner<Question, Prediction>(task, options, RandomStream.Root(1)).Run(
            [.. train.Take(2)],
            [.. train.Skip(2)],
            test
        );
        Assert.Equal(["42000", "73000"], result.Predictions.Select(p => p.Question.Id));
        Assert.True(double.IsFinite(result.Looks[^1].Loss));
    }

    [Fact]
    public void What_is_missing_or_does_not_fit_is_told_before_training()
    {
        SafetensorsRegionFile.Write(Put("coco_imgfeat/train_obj36.safetensors"), new Made(4, "9", "25"));
        using var regions = new StoredRegions(MixPhmFolder().FeatureFiles());
        var missing = Assert
            .Throws<BadFileException>(() => regions.Check(["COCO_train2014_000000000009", "COCO_train2014_000000000030"], 4))
            .Message;
        Assert.Contains("1 of 2 pictures are missing, the first is 'COCO_train2014_000000000030'", missing);
        Assert.Contains("train_obj36.safetensors", missing);
        Assert.Contains(
            "by 4 numbers, and the backbone reads 2048",
            Assert.Throws<BadFileException>(() => regions.Check(["COCO_train2014_000000000009"], Width)).Message
        );
        regions.Check(["COCO_train2014_000000000009"], 4);
    }

    [Fact]
    public void The_blind_see_zeros_of_the_same_shape()
    {
        SafetensorsRegionFile.Write(folder["a.safetensors"], new Made(4, "n1"));
        using var blind = new BlindFeatures(new StoredRegions([folder["a.safetensors"]]));
        using var scope = NewDisposeScope();
        var (features, boxes) = blind.Of(["n1"]);
        Assert.Equal([1L, Regions, 4L], features.shape);
        Assert.Equal(0, features.abs().sum().ToDouble() + boxes!.abs().sum().ToDouble());
    }
}
