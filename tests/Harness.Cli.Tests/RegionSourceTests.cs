using Harness.Data;
using Harness.Data.Folders;
using Harness.Data.Packages;
using Harness.Data.Pictures;
using Harness.Data.Scenes.Shapes;
using Harness.Experiments;
using Harness.Runs.Configuration;
using Harness.Training.Features;
using TorchSharp;

namespace Harness.Cli.Tests;

public sealed class RegionSourceTests
{
    [Fact]
    public void A_detector_takes_the_place_of_the_data_sets_own_boxes()
    {
        Needs.Packages(KnownPackages.HumanModels);
        var folder = Directory.CreateTempSubdirectory("regions-").FullName;
        var options = new StampScenesOptions
        {
            TrainPictures = 3,
            TrainQuestions = 6,
            TestPictures = 2,
            TestQuestions = 4,
            HeldOutPictures = 1,
            HeldOutQuestions = 1,
        };
        var data = new StampScenes(ShapeSprites.Load(), options);
        var assets = new RunAssets(Repository.Backbones, folder, open: _ => data).VlT5;
        using var scope = torch.NewDisposeScope();
        using var known = (CachedFeatures)assets.Regions(Config("embedder"), data);
        using var detected = (CachedFeatures)assets.Regions(Config("detector"), data);
        Assert.Equal(known.Boxes!.shape, detected.Boxes!.shape);
        Assert.Equal(known.Features.shape, detected.Features.shape);
        Assert.True((known.Boxes! - detected.Boxes!).abs().max().ToDouble() > 0.05);
        // Both begin with the whole picture, and each has files of its own.
        Assert.Equal(0, (known.Boxes!.narrow(1, 0, 1) - detected.Boxes!.narrow(1, 0, 1)).abs().max().ToDouble());
        Assert.Equal(2, Directory.GetFiles(Path.Combine(folder, "features"), "*-detected-*.safetensors").Length);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Splits_of_one_s_own_folder_may_share_a_picture()
    {
        using var folder = new TemporaryFolder();
        for (var i = 0; i < 3; i++)
            File.WriteAllBytes(
                folder[$"{i}.png"],
                PictureCodec.Encode(new Picture(2, 2, [.. Enumerable.Repeat((byte)(90 * i), 12)]))
            );
        string Line(int picture, string split) =>
            $$"""{"picture": "{{picture}}.png", "question": "what is this ?", "answer": "paper", "split": "{{split}}"}""";
        File.WriteAllLines(folder["questions.jsonl"], [Line(0, "train"), Line(1, "train"), Line(1, "test"), Line(2, "test")]);
        var data = (IVqaDataset)OwnFolder.Open(folder.Path);
        using var regions = new RunAssets(Repository.Backbones, folder["cache"], open: _ => data).VlT5.Regions(
            Config("embedder"),
            data
        );
        using var scope = torch.NewDisposeScope();
        var (features, boxes) = regions.Of(["0.png", "1.png", "2.png"]);
        Assert.Equal([3, 8, 4], boxes!.shape);
        // Each picture's own row, also behind the shared one.
        var again = new RunAssets(Repository.Backbones, folder["elsewhere"], open: _ => data)
            .VlT5.Folder(Config("embedder").Backbone)
            .LoadEmbedder();
        using var reader = new RegionReader(again, data.Regions);
        using var alone = CachedFeatures.Compute(["2.png"], data.Picture, reader);
        Assert.InRange((features.narrow(0, 2, 1) - alone.Features).abs().max().ToDouble(), 0, 1e-3);
        Assert.True((features.narrow(0, 1, 1) - alone.Features).abs().max().ToDouble() > 1e-2);
    }

    private static RunConfig Config(string regions) =>
        ConfigResolver
            .Resolve([
                CommandLineSettings.Parse([
                    "paper=mixphm",
                    "experiment=main",
                    "scale=proxy",
                    "method.name=lora",
                    "train.n_d=16",
                    "train.seed=13",
                    "train.max_steps=1",
                    $"dataset.regions={regions}",
                ]),
            ])
            .Config;
}
