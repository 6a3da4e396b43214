using System.Diagnostics;
using Harness.Runs.Store;
using Harness.Runs.Tests.Fakes;

namespace Harness.Runs.Tests.Sweeps;

/// <summary>A sweep of 48 cells whose driver and workers are killed with SIGKILL again and again.</summary>
public class KilledSweepTests
{
    private static readonly string yaml = Experiments
        .Grid.Replace("[13, 21]", "[1, 2, 3, 4, 5, 6, 7, 8]")
        .Replace("max_steps: 3", "max_steps: 60")
        .Replace("max_steps: 4", "max_steps: 60")
        .Replace("max_steps: 5", "max_steps: 80");

    [Fact]
    public async Task No_run_is_lost_and_none_is_made_twice()
    {
        using var folder = new TemporaryFolder();
        var (config, results) = (folder.File("own.yaml", yaml), Path.Combine(folder.Path, "results"));
        Directory.CreateDirectory(results);
        var finished = new Dictionary<string, (string manifest, int starts)>();
        foreach (var (driverToo, workersToo) in ((bool, bool)[])[(true, false), (true, true), (false, true), (true, true)])
        {
            using var driver = Drive(results, config);
            await Until(() => driver.HasExited || RunStore.Open(results).Runs.Count >= finished.Count + 6);
            Assert.False(driver.HasExited, "the sweep was over before it could be killed");
            var workers = Workers(results).Where(Lives).ToList();
            Assert.NotEmpty(workers);
            if (driverToo)
                driver.Kill();
            foreach (var worker in workersToo ? workers : [])
                Process.GetProcessById(worker).Kill();
            if (!driverToo)
            {
                // The driver takes new workers and goes on.
                await Until(() => Workers(results).Any(w => !workers.Contains(w)));
                driver.Kill();
            }
            await driver.WaitForExitAsync();
            // A worker whose driver is gone ends by itself.
            await Until(() => !Workers(results).Any(Lives));
            var starts = Starts(results);
            Assert.All(finished, f => Assert.Equal(f.Value, (Manifest(results, f.Key), starts[f.Key])));
            finished = RunStore.Open(results).Runs.ToDictionary(r => r.Key, r => (Manifest(results, r.Key), starts[r.Key]));
        }
        Assert.InRange(finished.Count, 24, 47);

        using (var last = Drive(results, config))
            await last.WaitForExitAsync();
        var runs = RunStore.Open(results).Runs;
        Assert.Equal(48, runs.Count);
        Assert.Equal(48, runs.Select(r => (r.Method, r.NTrain, r.Seed)).Distinct().Count());
        Assert.All(finished, f => Assert.Equal(f.Value, (Manifest(results, f.Key), Starts(results)[f.Key])));
        Assert.Contains(runs, r => r.Resumed > 0);
        Assert.All(runs, r => Assert.Empty(RunStore.Damaged(r)));
        Assert.DoesNotContain(
            Directory.GetFiles(results, "*", SearchOption.AllDirectories),
            f => f.EndsWith(".partial") || f.EndsWith(RunFiles.Checkpoint)
        );
    }

    private static Process Drive(string results, string config)
    {
        var start = TestWorker.Start("drive", results, config, "2");
        start.RedirectStandardError = true;
        return Process.Start(start)!;
    }

    private static async Task Until(Func<bool> holds)
    {
        for (var waited = Stopwatch.StartNew(); !holds(); await Task.Delay(20))
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(120), "waited two minutes");
    }

    private static string[][] Log(string results) => [.. FakeExecutor.Executions(results).Select(l => l.Split(' '))];

    private static List<int> Workers(string results) => [.. Log(results).Select(l => int.Parse(l[0])).Distinct()];

    /// <summary>How often each run was begun, by its key.</summary>
    private static Dictionary<string, int> Starts(string results)
    {
        var begun = Log(results).CountBy(l => (l[1], l[2], l[3])).ToDictionary();
        return RunStore.Open(results).Runs.ToDictionary(r => r.Key, r => begun[(r.Method, $"{r.NTrain}", $"{r.Seed}")]);
    }

    private static string Manifest(string results, string key) =>
        File.ReadAllText(Path.Combine(results, "runs", key, RunFiles.Manifest));

    // A killed child of a killed driver stays as a zombie until somebody collects it.
    private static bool Lives(int process)
    {
        try
        {
            return !File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].StartsWith('Z');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
