using Harness.Backbones.Detection;
using Harness.Data;
using Harness.Data.Packages;
using Harness.Data.Scenes.Shapes;
using Harness.Experiments;
using Harness.Runs;
using Harness.Training.Vqa;
using TorchSharp;

namespace Harness.Cli.Tests.Execution;

public sealed class RegionSourceTests
{
    [Fact]
    public void A_detector_takes_the_place_of_the_data_sets_own_boxes()
    {
        Needs.Packages(KnownPackages.HumanModels);
        var folder = Directory.CreateTempSubdirectory("regions-").FullName;
        var options = new StampScenesOptions { TrainPictures = 3, TrainQuestions = 6, TestPictures = 2, TestQuestions = 4, HeldOutPictures = 1, HeldOutQuestions = 1 };
        var data = new StampScenes(ShapeSprites.Load(), options);
        var assets = new VqaAssets(_ => data, Repository.Backbones, folder);
        using var scope = torch.NewDisposeScope();
        using var known = (RegionFeatures)assets.Regions(Config("embedder"), data);
        using var detected = (RegionFeatures)assets.Regions(Config("detector"), data);
        Assert.Equal(known.Boxes.shape, detected.Boxes.shape);
        Assert.Equal(known.Features.shape, detected.Features.shape);
        Assert.True((known.Boxes - detected.Boxes).abs().max().ToDouble() > 0.05);
        // Both begin with the whole picture, and each has files of its own.
        Assert.Equal(0, (known.Boxes.narrow(1, 0, 1) - detected.Boxes.narrow(1, 0, 1)).abs().max().ToDouble());
        Assert.Equal(2, Directory.GetFiles(Path.Combine(folder, "features"), "*-detected.safetensors").Length);
        Directory.Delete(folder, recursive: true);
    }

    private static RunConfig Config(string regions) => ConfigResolver.Resolve([CommandLineSettings.Parse(
        ["paper=mixphm", "experiment=main", "scale=quick", "method.name=lora", "train.n_d=16", "train.seed=13", "train.max_steps=1", $"dataset.regions={regions}"])]).Config;
}
