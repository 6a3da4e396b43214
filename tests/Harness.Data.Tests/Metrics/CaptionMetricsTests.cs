using Harness.Data.Metrics;

namespace Harness.Data.Tests.Metrics;

public class CaptionMetricsTests
{
    private static readonly (string, IReadOnlyList<string>)[] Captions =
    [
        ("A dog runs on the grass.", ["A dog runs on the grass!", "Some dog."]),
        ("Two cats sleep there.", ["Two cats sleep there."]),
    ];

    [Fact]
    public void All_at_once_and_those_without_a_command_are_left_out_with_a_word()
    {
        var metrics = CaptionMetrics.Of(Captions, _ => null);
        Assert.Equal(
            ["BLEU-1", "BLEU-2", "BLEU-3", "BLEU-4", "ROUGE-L", "CIDEr-D", "METEOR", "SPICE"],
            metrics.Select(m => m.Name)
        );
        // Marks are no tokens, so each caption equals a reference.
        Assert.All(metrics.Take(5), m => Assert.Equal(100, m.Score!.Value, 1e-6));
        Assert.InRange(metrics[5].Score!.Value, 100, 1000);
        Assert.All(metrics.Take(6), m => Assert.EndsWith("/1", m.Note));
        Assert.All(metrics.Skip(6), m => Assert.Null(m.Score));
        Assert.All(metrics.Skip(6), m => Assert.Contains("HARNESS_" + m.Name, m.Note));
    }

    [Fact]
    public void A_command_is_given_raw_captions()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["spice"], "#!/bin/sh\ngrep -q 'A dog runs on the grass[.]' \"$1\" && echo 0.5\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder["spice"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var spice = CaptionMetrics.Of(Captions, name => name == "HARNESS_SPICE" ? folder["spice"] : null)[^1];
        Assert.Equal((50, "external spice (spice)"), (spice.Score, spice.Note));
    }
}
