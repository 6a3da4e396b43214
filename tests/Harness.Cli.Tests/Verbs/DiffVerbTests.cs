using System.Text.Json;
using Harness.Cli.Tests.Fakes;

namespace Harness.Cli.Tests.Verbs;

public class DiffVerbTests
{
    private static readonly double[] mostlyWrong = [.. Enumerable.Range(0, 40).Select(i => i < 10 ? 1.0 : 0)];
    private static readonly double[] mostlyRight = [.. Enumerable.Range(0, 40).Select(i => i < 30 ? 1.0 : 0)];

    [Fact]
    public void Two_runs_differ_in_configuration_environment_and_scores()
    {
        using var results = new FakeResults();
        var a = results.Add("lora", 13, 25, correct: mostlyWrong);
        var b = results.Add("lora", 13, 75, torch: "2.6.0", lr: 0.01, correct: mostlyRight);
        var called = Invocation.Of("diff", a[..8], Path.Combine(results.Path, "runs", b), "--out", results.Path);
        Assert.Equal((0, ""), (called.Code, called.Errors));
        Assert.Contains("train.lr: 0.005 → 0.01", called.Output);
        Assert.Contains("torch: 1.13.0 → 2.6.0", called.Output);
        Assert.Matches(@"test score \[%\] +25 +75 +\+50\.00", called.Output);
        Assert.Contains("40 that both answered; B − A = +50.00 points, 95 % interval +", called.Output);
        Assert.Contains("only A right 0, only B right 20; McNemar's exact test: p = 0", called.Output);
        Assert.DoesNotContain("train.seed", called.Output);
    }

    [Fact]
    public void Two_folders_are_paired_by_cell_and_seed_with_intervals_and_corrected_p()
    {
        using var first = new FakeResults();
        using var second = new FakeResults();
        foreach (var (seed, gain) in new[] { (1, 1.0), (2, 2.0), (3, 3.0) })
        {
            first.Add("lora", seed, 50 + seed);
            second.Add("lora", seed, 50 + seed + gain, torch: "2.6.0");
            first.Add("full", seed, 60);
            second.Add("full", seed, 60);
        }
        first.Add("bitfit", 1, 1);
        var called = Invocation.Of("diff", first.Path, second.Path, "--json");
        Assert.Equal(0, called.Code);
        using var json = JsonDocument.Parse(called.Output);
        var lora = json
            .RootElement.GetProperty("scores")
            .EnumerateArray()
            .Single(s => s.GetProperty("method").GetString() == "lora");
        Assert.Equal(
            (3, 2.0, 0.25, 0.25, 0.5),
            (
                lora.GetProperty("seeds").GetInt32(),
                lora.GetProperty("difference").GetDouble(),
                lora.GetProperty("p").GetDouble(),
                lora.GetProperty("smallest_reachable").GetDouble(),
                lora.GetProperty("holm").GetDouble()
            )
        );
        // t(0.975, 2) = 4.30265, deviation 1, three pairs.
        Assert.Equal(2 - 4.30265 / Math.Sqrt(3), lora.GetProperty("low").GetDouble(), 4);
        Assert.Equal("shapes bitfit N_D 16", json.RootElement.GetProperty("only_a")[0].GetString());
        var torch = json.RootElement.GetProperty("environment").EnumerateArray().Single();
        Assert.Equal(("torch", 3), (torch.GetProperty("key").GetString(), torch.GetProperty("runs").GetInt32()));
        Assert.Empty(json.RootElement.GetProperty("configuration").EnumerateArray());
    }

    [Fact]
    public void A_committed_result_set_is_compared_by_scores()
    {
        var called = Invocation.Of("diff", "paper/mixphm/results/proxy", "paper/mixphm/results/proxy");
        Assert.Equal(0, called.Code);
        Assert.Contains("scores, paired by seed", called.Output);
    }

    [Fact]
    public void What_is_not_there_is_one_line_and_exit_code_3()
    {
        using var results = new FakeResults();
        var key = results.Add("lora", 13, 25);
        var called = Invocation.Of("diff", key, "nowhere", "--out", results.Path);
        Assert.Equal(
            (3, $"harness: no run in {results.Path} begins with 'nowhere'; its folders are named by their keys.\n"),
            (called.Code, called.Errors)
        );
        Directory.CreateDirectory(Path.Combine(results.Path, "runs", "feed00"));
        Assert.Contains(
            "feed00 is not finished and has no checkpoint",
            Invocation.Of("diff", key, "feed", "--out", results.Path).Errors
        );
        Assert.Equal(3, Invocation.Of("diff", results.Path, Path.GetTempPath(), "--out", results.Path).Code);
    }
}
