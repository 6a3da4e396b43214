using Harness.Paper;
using Harness.Runs.Configuration;
using Harness.Runs.Execution;
using Harness.Runs.Store;
using Harness.Runs.Sweeps;

namespace Harness.Cli.Tests.FullScale;

public class RoutingFullScaleTests
{
    private static readonly string[] Shrunk =
    [
        "train.epochs=0",
        "train.max_steps=2",
        "train.n_d=4",
        "train.n_dev=2",
        "train.looks=1",
    ];

    [Fact]
    public void With_nothing_there_everything_is_named_and_nothing_is_done()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["none"]);
        var called = Invocation.Of(
            "reproduce",
            "routing",
            "--scale",
            "full",
            "--data",
            folder["none"],
            "--weights",
            folder["none"],
            "--out",
            folder["results"]
        );
        Assert.Equal((3, ""), (called.Code, called.Output));
        foreach (
            var what in (string[])
                [
                    "google/vit-base-patch16-224-in21k (weights)",
                    "google/vit-large-patch16-224-in21k (config.json)",
                    "FacebookAI/roberta-base (vocab.json)",
                    "FacebookAI/roberta-large (weights)",
                    "openai-community/gpt2 (merges.txt)",
                    "openai-community/gpt2-medium (weights)",
                    "facebook/bart-base (weights)",
                    "karpathy_train.json",
                    "trainval_label2ans.json",
                    "coco-karpathy: the captions",
                    "pictures of COCO train2014",
                    "nlvr2: questions of train",
                    "grid features of CLIP's ResNet-101 (VG)",
                ]
        )
            Assert.Contains(what, called.Errors);
        Assert.False(Path.Exists(folder["results"]));
    }

    /// <summary>Every run of the base models and CLIP-BART and two of the large ones on files of the published layout with tiny contents, down to report and claims. Budget: thirty seconds.</summary>
    [Fact]
    public void Tiny_files_pass_through_every_step()
    {
        Needs.Hdf5();
        using var folder = new TemporaryFolder();
        TinyFiles.Data(folder["data"], pool: 6).Routing();
        TinyFiles.Weights(folder["weights"]);
        string[] where =
        [
            "--data",
            folder["data"],
            "--weights",
            folder["weights"],
            "--out",
            folder["results"],
            "--device",
            "cpu",
        ];
        try
        {
            var swept = Invocation.Of(["sweep", "paper/routing/experiments/full.yaml", .. Shrunk, "--workers", "1", .. where]);
            Assert.True(swept.Code == 0, swept.Errors);
            // The other experiments in this process.
            var settings = new ExecutionSettings("cpu", DataFolder: folder["data"], WeightsFolder: folder["weights"]);
            var (store, executor) = (RunStore.Open(folder["results"]), Executors.Create(settings));
            var runner = new CellRunner(store, executor, () => TorchEnvironment.Collect(settings, "test"));
            foreach (
                var cell in Cells("experiment=captions", "backbone.name=vit-b-gpt2")
                    .Concat(Cells("experiment=multitask"))
                    .Concat(Ends(Cells("experiment=main")))
                    .Concat(Ends(Cells("experiment=captions", "backbone.name=vit-l-gpt2-medium")))
            )
                Assert.Equal(
                    CellState.Done,
                    runner.Run(cell, RunKey.Of(cell, executor, Flavour.Name), new Progress<RunProgress>(), default).State
                );
            var runs = RunStore.Open(folder["results"]).Runs;
            Assert.Equal(39, runs.Count);
            Assert.All(runs, r => Assert.Equal((2, "full"), (r.Steps, r.Scale)));
            Assert.Equal(
                ["clip-bart-base", "vit-b-gpt2", "vit-b-roberta-base", "vit-l-gpt2-medium", "vit-l-roberta-large"],
                runs.Select(r => r.Backbone).Distinct().Order()
            );
            Assert.All(runs.Where(r => r.Dataset == "coco-karpathy"), r => Assert.Contains("CIDEr-D", r.Measures.Keys));
            Assert.All(
                runs.Where(r => r.Backbone == "clip-bart-base"),
                r => Assert.Equal(["caption", "gqa", "nlvr", "vqa"], r.Measures.Keys.Order())
            );
            var built = new PaperOutputs(Papers.Folder, pictures: false).BuildFromRuns(
                "routing",
                "full",
                runs,
                folder["report"],
                Executors.Assets(settings)
            );
            Assert.All(["full/report.md", "full/report.html"], f => Assert.True(File.Exists(folder[$"report/{f}"]), f));
            Assert.DoesNotContain(built.Claims, c => c.Id == "routing.vqa.gain" && c.Evidence.Contains("no results"));
        }
        finally
        {
            TinyFiles.Forget(folder["data"]);
        }
    }

    [Fact]
    public void What_does_not_fit_or_is_not_there_is_one_line()
    {
        Needs.Hdf5();
        using var folder = new TemporaryFolder();
        TinyFiles.Data(folder["data"], pool: 4).Routing();
        TinyFiles.Weights(folder["weights"]);
        Assert.Contains(
            "backbone.weights = shipped does not fit vit-b-roberta-base, which takes published or random",
            Failing("full", 2, "backbone.weights=shipped")
        );
        Assert.Contains(
            "backbone.name = vit-roberta-small has no published weights here",
            Failing("full", 2, "backbone.name=vit-roberta-small")
        );
        File.Delete(folder["data/COCO/images/val2014/COCO_val2014_000000001001.jpg"]);
        Assert.Contains("picture COCO_val2014_000000001001 is missing", Failing("full", 3));
        File.Delete(folder["data/nlvr/clip_features/data_clip_RN101_att/test-1003-img1.h5"]);
        Assert.Matches(
            "grid features of 1 of [0-9]+ pictures are missing, the first is 'nlvr:test-1003-img1'",
            Failing("full-other-models", 3, "experiment=multitask")
        );
        File.WriteAllText(folder["data/COCO/images/val2014/COCO_val2014_000000001001.jpg"], "no picture");
        Assert.Contains(
            "neither PNG, JPEG nor WebP",
            Failing("full-other-models", 3, "experiment=captions", "backbone.name=vit-b-gpt2")
        );
        File.Copy(folder["weights/gpt2-medium/config.json"], folder["weights/gpt2/config.json"], overwrite: true);
        Assert.Contains("is 24 wide and ", Failing("full-other-models", 3, "experiment=captions", "backbone.name=vit-b-gpt2"));

        string Failing(string file, int code, params string[] more)
        {
            var method = more.Contains("experiment=multitask") ? "vl_adapter" : "routing_lora";
            var called = Invocation.Of([
                "run",
                $"paper/routing/experiments/{file}.yaml",
                $"method.name={method}",
                "train.seed=1",
                .. Shrunk,
                .. more,
                "--data",
                folder["data"],
                "--weights",
                folder["weights"],
                "--out",
                folder["results"],
                "--device",
                "cpu",
            ]);
            Assert.Equal((code, ""), (called.Code, called.Output));
            return called.Errors;
        }
    }

    [Fact]
    public void Without_VL_Adapters_features_CLIPs_weights_describe_the_pictures_and_the_table_says_so()
    {
        Needs.Hdf5();
        using var folder = new TemporaryFolder();
        TinyFiles.Data(folder["data"], pool: 4).Routing();
        TinyFiles.Weights(folder["weights"]);
        // COCO's features are there; the other sets have pictures alone.
        foreach (
            var (set, names) in new[]
            {
                ("GQA", new[] { "1", "2", "3", "4", "1001", "1002", "1003", "1004" }),
                ("nlvr", Pairs().ToArray()),
            }
        )
        {
            Directory.Delete(folder[$"data/{set}/clip_features"], recursive: true);
            Directory.CreateDirectory(folder[$"data/{set}/images"]);
            foreach (var name in names)
                File.Copy(
                    folder["data/COCO/images/val2014/COCO_val2014_000000001001.jpg"],
                    folder[$"data/{set}/images/{name}.jpg"]
                );
        }
        Directory.Delete(folder["data/VG/clip_features"], recursive: true);
        string[] words =
        [
            "run",
            "paper/routing/experiments/full-other-models.yaml",
            "experiment=multitask",
            "method.name=vl_adapter",
            .. Shrunk,
            "--data",
            folder["data"],
            "--weights",
            folder["weights"],
            "--out",
            folder["results"],
            "--device",
            "cpu",
        ];
        var missing = Invocation.Of(words);
        Assert.Equal(3, missing.Code);
        Assert.Contains("grid features of CLIP's ResNet-101 (nlvr)", missing.Errors);
        Assert.Contains("./harness fetch full routing brings CLIP's weights", missing.Errors);
        TinyFiles.Clip(folder["weights"]);
        try
        {
            var called = Invocation.Of(words);
            Assert.True(called.Code == 0, called.Errors);
            Assert.Equal("vl-adapter-tasks-own-features", Assert.Single(RunStore.Open(folder["results"]).Runs).Dataset);
        }
        finally
        {
            foreach (var computed in Directory.GetDirectories(Path.Combine(Repository.Cache, "features"), "clip-rn101-*"))
                if (
                    Directory.Exists(Path.Combine(computed, "nlvr"))
                    && File.Exists(Path.Combine(computed, "nlvr/train-1-img0.h5"))
                )
                    Directory.Delete(computed, recursive: true);
        }

        static IEnumerable<string> Pairs() =>
            from p in new[] { ("train", 1, 4), ("valid", 1001, 2), ("test", 1003, 2) }
            from i in Enumerable.Range(p.Item2, p.Item3)
            from side in new[] { 0, 1 }
            select $"{p.Item1}-{i}-img{side}";
    }

    private static IReadOnlyList<ResolvedConfig> Cells(params string[] picked) =>
        ExperimentFile
            .Load(Repository.Locate("paper/routing/experiments/full-other-models.yaml"))
            .Cells(CommandLineSettings.Parse([.. Shrunk, .. picked]));

    private static IEnumerable<ResolvedConfig> Ends(IReadOnlyList<ResolvedConfig> cells) => [cells[0], cells[^1]];
}
