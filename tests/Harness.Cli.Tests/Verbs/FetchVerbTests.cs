using System.Diagnostics;
using System.Text.Json;
using Harness.FullScale.Files;
using Harness.FullScale.Tests.Fetching;
using Harness.Runs.Execution;

namespace Harness.Cli.Tests.Verbs;

public sealed class FetchVerbTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string[] Where => ["--data", folder["data"], "--weights", folder["weights"]];

    [Theory]
    [InlineData("mixphm")]
    [InlineData("routing")]
    public void Whatever_runs_of_full_scale_need_is_brought_made_or_named(string paper)
    {
        var executor = Executors.Create(new ExecutionSettings("cpu", WeightsFolder: "/nowhere", DataFolder: "/nowhere"));
        var listed = FullScaleFiles.Of(paper).Select(f => f.Place.TrimEnd('/')).ToHashSet();
        var needed = Papers
            .Experiments(paper, "full")
            .SelectMany(f => f.Cells([]))
            .DistinctBy(c => (c.Config.Dataset, c.Config.Backbone))
            .SelectMany(c => executor.Needs(c.Config))
            .DistinctBy(n => n.What)
            .ToList();
        Assert.True(needed.Count > 10);
        Assert.All(needed, n => Assert.True(n.Places.Any(listed.Contains), n.What));
    }

    [Fact]
    public void A_dry_run_lists_everything_and_touches_nothing()
    {
        var called = Invocation.Of(["fetch", "full", "routing", "--dry-run", "--only", "gpt2/", .. Where]);
        Assert.Equal((0, ""), (called.Code, called.Errors));
        Assert.Matches(
            @"weights/gpt2/model.safetensors +to fetch +548\.1 MB +MIT +https://huggingface.co/openai-community/gpt2/resolve/607a30d\w+/model.safetensors",
            called.Output
        );
        Assert.False(Path.Exists(folder["data"]));
        var rows = JsonSerializer.Deserialize<List<Dictionary<string, JsonElement>>>(
            Invocation.Of(["fetch", "full", "mixphm", "--dry-run", "--json", .. Where]).Output
        )!;
        Assert.Equal(FullScaleFiles.Of("mixphm").Count(), rows.Count);
        string[] keys = ["file", "state", "size", "licence", "from", "source", "target", "checksum", "message"];
        Assert.All(rows, r => Assert.Empty(keys.Except(r.Keys)));
    }

    [Fact]
    public void Bad_usage_is_one_line()
    {
        Assert.Equal(2, Invocation.Of("fetch", "proxy").Code);
        var none = Invocation.Of(["fetch", "full", "--only", "nothing", .. Where]);
        Assert.Equal(
            (2, "harness: no file's place contains 'nothing'; ./harness fetch full --dry-run lists them.\n"),
            (none.Code, none.Errors)
        );
    }

    /// <summary>The program itself: Ctrl-C half-way, then again to the end. Budget: four seconds.</summary>
    [Fact]
    public async Task Ctrl_C_stops_at_a_good_place_and_the_next_call_goes_on()
    {
        // The published files of that size and digest are not here, so the server has none of them: what is refused is said, too.
        var body = new byte[665];
        using var server = new FaultyServer(a => FaultyServer.Well(a, body) with { Pause = TimeSpan.FromSeconds(30) });
        using var program = Start(server);
        while (
            !File.Exists(folder["weights/gpt2/config.json.partial"])
            || new FileInfo(folder["weights/gpt2/config.json.partial"]).Length == 0
        )
            await Task.Delay(20);
        Process.Start("kill", ["-INT", $"{program.Id}"]).WaitForExit();
        var errors = await program.StandardError.ReadToEndAsync();
        await program.WaitForExitAsync();
        Assert.Equal(130, program.ExitCode);
        Assert.EndsWith("harness: interrupted; the same command goes on from here.\n", errors);
        server.Answer = a => FaultyServer.Well(a, body);
        using var again = Start(server);
        var output = await again.StandardOutput.ReadToEndAsync();
        await again.WaitForExitAsync();
        Assert.Equal(3, again.ExitCode);
        Assert.Contains(
            "published is 0daed7749b4f02b8f76240d5444551d7b08712dab4d0adb8239c56ba823bb7b4, so nothing was kept",
            output
        );
        // What had come was gone on with; as it proved wrong, it was asked for from the beginning once more.
        Assert.Equal([0, 332, 0], server.Requests.Select(r => r.From));
        Assert.False(File.Exists(folder["weights/gpt2/config.json"]));
    }

    private Process Start(FaultyServer server) =>
        Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [typeof(Papers).Assembly.Location, "fetch", "full", "routing", "--only", "gpt2/config", .. Where]
            )
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
                Environment = { ["HF_ENDPOINT"] = server.Address },
            }
        )!;
}
