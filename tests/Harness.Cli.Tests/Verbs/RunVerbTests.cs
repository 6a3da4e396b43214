using System.Text.Json;
using Harness.Runs.Store;

namespace Harness.Cli.Tests.Verbs;

public class RunVerbTests
{
    [Fact]
    public void Show_prints_every_value_with_its_origin()
    {
        var called = Invocation.Of(
            "run",
            "paper/mixphm/experiments/proxy.yaml",
            "method.name=mixphm",
            "dataset.name=stamp-scenes",
            "train.n_d=16",
            "train.seed=42",
            "--show",
            "--json"
        );
        Assert.Equal(0, called.Code);
        using var json = JsonDocument.Parse(called.Output);
        var rows = json.RootElement.EnumerateArray().ToDictionary(r => r.GetProperty("key").GetString()!, r => r);
        Assert.Equal(
            (42, "command line"),
            (rows["train.seed"].GetProperty("value").GetInt32(), rows["train.seed"].GetProperty("origin").GetString())
        );
        Assert.StartsWith("proxy.yaml:", rows["train.lr"].GetProperty("origin").GetString());
        Assert.Equal("default", rows["train.clip"].GetProperty("origin").GetString());
    }

    [Fact]
    public void Asked_without_tuning_a_backbone_trains_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("zero-shot-").FullName;
        try
        {
            var called = Invocation.Of(
                "run",
                "paper/mixphm/experiments/proxy.yaml",
                "method.name=zero_shot",
                "dataset.name=shapes",
                "dataset.test_limit=40",
                "train.n_d=16",
                "train.seed=13",
                "--out",
                folder,
                "--json"
            );
            Assert.True(called.Code == 0, called.Errors);
            var run = Assert.Single(RunStore.Open(folder).Runs);
            Assert.Equal(("baseline", 0, 0), (run.Kind, run.Trainable, run.Steps));
            Assert.InRange(run.Score, 0, 100);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
