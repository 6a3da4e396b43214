using Harness.Data.Files;
using Harness.Runs.Store;
using Harness.Runs.Sweeps;
using Harness.Runs.Tests.Fakes;

namespace Harness.Runs.Tests.Sweeps;

/// <summary>Whatever happens to the results folder, a sweep ends with one line and the next one completes it.</summary>
public class BadFoldersTests
{
    private static Task<SweepResult> Sweep(string root, string yaml, RecordingView? view = null)
    {
        var store = RunStore.Open(root);
        var plan = SweepPlan.Of(Experiments.Cells(yaml), store, new FakeExecutor(), "fake");
        return new SweepDriver(store, TestWorker.Options(root, 2), view ?? new RecordingView()).Run(plan, default);
    }

    [Fact]
    public async Task A_disk_that_gets_full_half_way()
    {
        SmallDisk.OrSkip();
        using var disk = new SmallDisk("200k");
        var error = await Assert.ThrowsAsync<UserErrorException>(() => Sweep(disk.Path, Experiments.Grid));
        Assert.Equal(3, error.ExitCode);
        Assert.Matches("^cannot write .*(No space left|not enough space).*same command again", error.Message);
        var kept = RunStore.Open(disk.Path).Runs;
        Assert.InRange(kept.Count, 1, 11);
        Assert.All(kept, run => Assert.Empty(RunStore.Damaged(run)));
        disk.Remount("size=16m");
        var result = await Sweep(disk.Path, Experiments.Grid);
        Assert.Equal((12, 0), (result.Runs.Count, result.Failures.Count));
        Assert.All(result.Runs, run => Assert.Empty(RunStore.Damaged(run)));
        Assert.DoesNotContain(Directory.GetFiles(disk.Path, "*.partial", SearchOption.AllDirectories), _ => true);
    }

    [Fact]
    public async Task A_disk_that_becomes_read_only()
    {
        SmallDisk.OrSkip();
        using var disk = new SmallDisk("16m");
        disk.Remount("ro");
        var view = new RecordingView();
        var error = await Assert.ThrowsAsync<UserErrorException>(() => Sweep(disk.Path, Experiments.Grid, view));
        Assert.Equal(3, error.ExitCode);
        Assert.Contains("Read-only", error.Message);
        Assert.DoesNotContain(view.Lines, l => l.StartsWith("ended"));
        disk.Remount("rw");
        Assert.Equal(12, (await Sweep(disk.Path, Experiments.Grid)).Runs.Count);
    }

    [Fact]
    public async Task A_folder_that_somebody_deletes_meanwhile()
    {
        using var folder = new TemporaryFolder();
        var (root, yaml) = (Path.Combine(folder.Path, "results"), Experiments.Grid.Replace("max_steps: 3", "max_steps: 300"));
        var sweep = Sweep(root, yaml);
        while (RunStore.Open(root).Runs.Count < 2)
            await Task.Delay(10);
        Directory.Move(root, root + "-gone");
        var first = await sweep;
        Assert.All(first.Failures, f => Assert.Contains("same command again", f.Outcome.Message));
        var second = await Sweep(root, yaml);
        Assert.Equal((12, 0), (second.Runs.Count, second.Failures.Count));
        Assert.All(second.Runs, run => Assert.Empty(RunStore.Damaged(run)));
        Assert.All(second.Runs, run => Assert.Contains(RunFiles.Config, run.Files.Keys));
    }
}
