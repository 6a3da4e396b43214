using Harness.Paper;
using Harness.Runs.Configuration;
using Harness.Runs.Execution;
using Harness.Runs.Store;

namespace Harness.Cli.Tests.FullScale;

public class MixPhmFullScaleTests
{
    private static readonly string[] Shrunk = ["train.epochs=0", "train.max_steps=2", "train.n_d=3", "train.seed=13"];

    [Fact]
    public void With_nothing_there_everything_is_named_with_where_and_how_and_nothing_is_done()
    {
        using var folder = new TemporaryFolder();
        var (data, weights) = (
            Directory.CreateDirectory(folder["data"]).FullName,
            Directory.CreateDirectory(folder["weights"]).FullName
        );
        var called = Invocation.Of(
            "reproduce",
            "mixphm",
            "--scale",
            "full",
            "--data",
            data,
            "--weights",
            weights,
            "--out",
            folder["results"]
        );
        Assert.Equal((3, ""), (called.Code, called.Output));
        var lines = called.Errors.TrimEnd().Split('\n');
        Assert.Equal("harness: 16 things that runs need are missing, so nothing was run:", lines[0]);
        foreach (
            var file in (string[])
                [
                    "VLT5-novqa/Epoch30_base.pth",
                    "t5-base/config.json",
                    "t5-base/spiece.model",
                    "lxmert_split/train.json",
                    "lxmert_split/minival.json",
                    "lxmert_split/nominival.json",
                    "gqa/train.json",
                    "gqa/testdev.json",
                    "okvqa/train.json",
                    "okvqa/val.json",
                    "v2_mscoco_val2014_annotations.json",
                    "mscoco_val2014_annotations.json",
                    "coco_imgfeat/train_obj36{",
                    "coco_imgfeat/val_obj36{",
                    "vg_imgfeat/vg_gqa_obj36{",
                    "vg_imgfeat/gqa_testdev_obj36{",
                ]
        )
            Assert.Single(lines, l => l.StartsWith("     looked for ") && (l.Contains($" {file}") || l.Contains($"/{file}")));
        Assert.Equal(16, lines.Count(l => l.EndsWith($" in {data}") || l.EndsWith($" in {weights}")));
        Assert.Equal(16, lines.Count(l => l.Contains("--data") || l.Contains("--weights")));
        Assert.False(Path.Exists(folder["results"]));
    }

    [Fact]
    public void A_dry_run_estimates_without_any_file_and_then_names_them()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["none"]);
        string[] words =
        [
            "sweep",
            "paper/mixphm/experiments/full.yaml",
            "--dry-run",
            "--data",
            folder["none"],
            "--weights",
            folder["none"],
            "--out",
            folder["results"],
        ];
        var called = Invocation.Of(words);
        Assert.Equal(3, called.Code);
        Assert.StartsWith("Estimates, counted from widths, tokens and steps, never measured:", called.Output);
        Assert.Matches(@"main +vl-t5-base +vqa-v2 +mixphm +30 runs +\d+\.\d GPU h +\d+\.\d GiB", called.Output);
        Assert.Contains("together 720 runs", called.Output);
        Assert.Contains("assumed: 19.5 TFLOP/s at peak", called.Output);
        Assert.Contains("things that runs need are missing", called.Errors);
        // Twice the peak, half the hours.
        Assert.Equal(Hours(called.Output) / 2, Hours(Invocation.Of([.. words, "--gpu-tflops", "39"]).Output), 1.0);
        Assert.Equal(2, Invocation.Of([.. words, "--gpu-share", "1.5"]).Code);

        static double Hours(string output) =>
            double.Parse(output.Split("together ")[1].Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Every experiment of full scale on files of the right layout with tiny contents, down to report and claims. Budget: forty seconds.</summary>
    [Fact]
    public void Tiny_files_pass_through_every_step()
    {
        using var folder = new TemporaryFolder();
        TinyFiles.Data(folder["data"], pool: 8).MixPhm();
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
        var planned = Invocation.Of(["reproduce", "mixphm", "--scale", "full", .. Shrunk, "--dry-run", .. where]);
        Assert.True(planned.Code == 0, planned.Errors);
        var swept = Invocation.Of(["sweep", "paper/mixphm/experiments/full.yaml", .. Shrunk, "--workers", "1", .. where]);
        Assert.True(swept.Code == 0, swept.Errors);
        // The ablations on one data set, in this process.
        var settings = new ExecutionSettings("cpu", DataFolder: folder["data"], WeightsFolder: folder["weights"]);
        var (store, executor) = (RunStore.Open(folder["results"]), Executors.Create(settings));
        var runner = new CellRunner(store, executor, () => TorchEnvironment.Collect(settings, "test"));
        foreach (
            var cell in Papers
                .Experiments("mixphm", "full")
                .Skip(1)
                .SelectMany(file => file.Cells(CommandLineSettings.Parse([.. Shrunk, "dataset.name=ok-vqa"])))
        )
            Assert.Equal(
                CellState.Done,
                runner.Run(cell, RunKey.Of(cell, executor, Flavour.Name), new Progress<RunProgress>(), default).State
            );
        var runs = RunStore.Open(folder["results"]).Runs;
        Assert.Equal(["gqa", "ok-vqa", "vqa-v2"], runs.Select(r => r.Dataset).Distinct().Order());
        Assert.Equal(8, runs.Where(r => r.Experiment == "main").Select(r => r.Method).Distinct().Count());
        Assert.All(runs, r => Assert.Equal((2, "vl-t5-base"), (r.Steps, r.Backbone)));
        Assert.Contains(runs, r => r.Metric == "vqa-accuracy/1, rules of MixPHM's released code");
        Assert.Contains(runs, r => r.Metric == "gqa-accuracy/1, rules of MixPHM's released code");
        var built = new PaperOutputs(Papers.Folder, pictures: false).BuildFromRuns(
            "mixphm",
            "full",
            runs,
            folder["report"],
            Executors.Assets(settings)
        );
        Assert.All(
            [
                "full/report.md",
                "full/report.html",
                "full/tables/main-vqa-v2.md",
                "full/tables/main-gqa.md",
                "full/tables/main-ok-vqa.md",
            ],
            f => Assert.True(File.Exists(folder[$"report/{f}"]), f)
        );
        Assert.Contains(built.Claims, c => c.Scope == "full");
        Assert.Contains("MixPHM", File.ReadAllText(folder["report/full/tables/main-vqa-v2.md"]));
    }
}
