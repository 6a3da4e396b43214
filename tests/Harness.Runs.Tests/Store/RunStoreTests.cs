using Harness.Data.Files;
using Harness.Runs.Execution;
using Harness.Runs.Store;
using Harness.Runs.Tests.Fakes;

namespace Harness.Runs.Tests.Store;

public class RunStoreTests
{
    private static readonly FakeExecutor executor = new();

    private static CellOutcome Run(string root, IRunExecutor? with = null, bool again = false)
    {
        var config = Experiments.Resolve(Experiments.One);
        return new CellRunner(RunStore.Open(root), with ?? executor, TestWorker.Environment).Run(
            config,
            RunKey.Of(config, with ?? executor, "fake"),
            new Progress<RunProgress>(),
            default,
            again
        );
    }

    [Fact]
    public void A_run_is_stored_and_read_back()
    {
        using var folder = new TemporaryFolder();
        var written = Run(folder.Path).Record!;
        var record = Assert.Single(RunStore.Open(folder.Path).Runs);
        Assert.Equal(written.Key, record.Key);
        Assert.Equal((written.Score, written.Seconds, written.Started), (record.Score, record.Seconds, record.Started));
        Assert.Equal(
            ("mixphm", "main", "proxy", 16, 13, "run"),
            (record.Method, record.Experiment, record.Scale, record.NTrain, record.Seed, record.Kind)
        );
        Assert.Equal(13.12, record.Score);
        Assert.Equal(1.0, record.Percent);
        Assert.Equal("how many?", Assert.Single(record.Predictions()).Question);
        Assert.Equal(4, Assert.Single(record.Metrics()).Step);
        Assert.Equal(
            ["adapter.safetensors", "config.yaml", "metrics.jsonl", "predictions.jsonl"],
            record.Files.Keys.Order(StringComparer.Ordinal)
        );
        Assert.Empty(RunStore.Damaged(record));
    }

    [Fact]
    public void The_manifest_has_the_keys_that_readers_rely_on()
    {
        using var folder = new TemporaryFolder();
        var text = File.ReadAllText(Path.Combine(Run(folder.Path).Record!.Folder, "manifest.json"));
        foreach (
            var key in (string[])
                [
                    "key",
                    "paper",
                    "experiment",
                    "scale",
                    "dataset",
                    "backbone",
                    "method",
                    "n_d",
                    "seed",
                    "kind",
                    "trainable",
                    "total",
                    "percent",
                    "score",
                    "dev_score",
                    "score_last",
                    "best_step",
                    "steps",
                    "seconds",
                    "started",
                    "commit",
                    "dirty",
                    "packages",
                    "torch",
                    "cpu",
                    "threads",
                    "blas",
                    "os",
                    "dotnet",
                    "peak_memory_mb",
                    "data_digest",
                    "backbone_digest",
                    "determinism",
                    "command",
                    "package_lock",
                    "streams",
                    "resumed",
                    "cpu_seconds",
                    "gpu",
                    "code_version",
                    "config_digest",
                    "protocol",
                    "files",
                ]
        )
            Assert.Contains($"\"{key}\":", text);
    }

    [Fact]
    public void A_stored_run_is_reused_and_only_once_carried_out()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(CellState.Done, Run(folder.Path).State);
        Assert.Equal(CellState.Reused, Run(folder.Path).State);
        Assert.Single(FakeExecutor.Executions(folder.Path));
        Assert.Equal(CellState.Done, Run(folder.Path, again: true).State);
    }

    [Fact]
    public void Other_data_or_code_is_another_run()
    {
        using var folder = new TemporaryFolder();
        var first = Run(folder.Path).Record!;
        var second = Run(folder.Path, new FakeExecutor(data: "data-2")).Record!;
        Assert.NotEqual(first.Key, second.Key);
        Assert.NotEqual(first.Key, Run(folder.Path, new FakeExecutor(code: "code-2")).Record!.Key);
        var differing = Reuse.Compare(first.Parts, second.Parts).Where(p => !p.Same).ToList();
        Assert.Equal(("data", "data-1", "data-2"), (differing.Single().Part, differing.Single().Stored, differing.Single().Now));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"key\": \"another\"}")]
    public void A_damaged_manifest_is_reported_and_the_run_is_made_again(string damage)
    {
        using var folder = new TemporaryFolder();
        var record = Run(folder.Path).Record!;
        File.WriteAllText(Path.Combine(record.Folder, "manifest.json"), damage);
        var store = RunStore.Open(folder.Path);
        Assert.Empty(store.Runs);
        Assert.Contains("made again", Assert.Single(store.Problems));
        Assert.Equal(CellState.Done, Run(folder.Path).State);
        Assert.Single(RunStore.Open(folder.Path).Runs);
    }

    [Fact]
    public void A_lost_file_makes_the_run_again_and_a_changed_one_is_found()
    {
        using var folder = new TemporaryFolder();
        var record = Run(folder.Path).Record!;
        File.AppendAllText(Path.Combine(record.Folder, "predictions.jsonl"), "x");
        Assert.Equal(["predictions.jsonl"], RunStore.Damaged(record));
        File.Delete(Path.Combine(record.Folder, "predictions.jsonl"));
        Assert.Empty(RunStore.Open(folder.Path).Runs);
        Assert.Equal(CellState.Done, Run(folder.Path).State);
    }

    [Fact]
    public void What_a_killed_process_left_is_no_run_and_disappears()
    {
        using var folder = new TemporaryFolder();
        var clean = Run(folder.Path).Record!;
        var names = Directory.GetFiles(clean.Folder).Order().ToArray();
        File.Delete(Path.Combine(clean.Folder, "manifest.json"));
        File.WriteAllText(Path.Combine(clean.Folder, "metrics.jsonl.17.partial"), "half");
        Assert.Empty(RunStore.Open(folder.Path).Runs);
        Assert.Equal(CellState.Done, Run(folder.Path).State);
        Assert.Equal(names, Directory.GetFiles(clean.Folder).Order().ToArray());
    }

    [Fact]
    public void An_interrupted_run_leaves_no_manifest()
    {
        using var folder = new TemporaryFolder();
        var config = Experiments.Resolve(Experiments.One);
        var runner = new CellRunner(RunStore.Open(folder.Path), executor, TestWorker.Environment);
        Assert.Throws<OperationCanceledException>(() =>
            runner.Run(
                config,
                RunKey.Of(config, executor, "fake"),
                new Progress<RunProgress>(),
                new CancellationToken(canceled: true)
            )
        );
        Assert.Empty(RunStore.Open(folder.Path).Runs);
        Assert.Equal(CellState.Done, Run(folder.Path).State);
    }

    [Fact]
    public void A_checkpoint_is_gone_on_from_counted_and_removed_but_not_by_again()
    {
        using var folder = new TemporaryFolder();
        var first = Run(folder.Path).Record!;
        var checkpoint = Path.Combine(first.Folder, RunFiles.Checkpoint);
        File.Delete(Path.Combine(first.Folder, RunFiles.Manifest));
        File.WriteAllText(checkpoint, "3");
        var resumed = Run(folder.Path).Record!;
        Assert.Equal((1, true, true), (resumed.Resumed, resumed.Seconds >= 5, resumed.CpuSeconds >= 4));
        Assert.False(File.Exists(checkpoint));
        Assert.Empty(RunStore.Damaged(resumed));
        File.WriteAllText(checkpoint, "3");
        Assert.Equal(0, Run(folder.Path, again: true).Record!.Resumed);
    }

    [Fact]
    public void Local_changes_are_kept_beside_the_run()
    {
        using var folder = new TemporaryFolder();
        var config = Experiments.Resolve(Experiments.One);
        var record = new CellRunner(
            RunStore.Open(folder.Path),
            executor,
            () => TestWorker.Environment() with { Diff = "+ mine\n" }
        )
            .Run(config, RunKey.Of(config, executor, "fake"), new Progress<RunProgress>(), default)
            .Record!;
        Assert.Equal("+ mine\n", File.ReadAllText(Path.Combine(record.Folder, RunFiles.DirtyDiff)));
        Assert.Contains(RunFiles.DirtyDiff, record.Files.Keys);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_one_line_and_exit_code_3()
    {
        using var folder = new TemporaryFolder();
        // A file where the folder should be: refused for every user, root included.
        var blocked = folder.File("results", "");
        var error = Assert.Throws<UserErrorException>(() => Run(blocked));
        Assert.Equal(3, error.ExitCode);
        Assert.Contains("cannot write", error.Message);
        Assert.Contains("--out", error.Message);
    }

    [Fact]
    public void A_full_disk_is_one_line_and_leaves_the_old_file()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "this needs Linux");
        using var folder = new TemporaryFolder();
        var path = folder.File("kept", "old");
        var error = Assert.Throws<UserErrorException>(() =>
            AtomicFile.Write(
                path,
                _ =>
                {
                    using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write);
                    full.Write(new byte[10]);
                    full.Flush();
                }
            )
        );
        Assert.Equal(3, error.ExitCode);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_lock_is_held_once_and_free_again_afterwards()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "locks", "a.lock");
        using (RunLock.TryTake(path))
        {
            Assert.Null(RunLock.TryTake(path));
            Assert.Contains($"process {System.Environment.ProcessId} on ", RunLock.Holder(path));
        }
        using var again = RunLock.TryTake(path);
        Assert.NotNull(again);
    }
}
