using System.Text.Json;
using Harness.Data;
using Harness.Runs;
using Harness.Training.Pretraining;
using Harness.Training.Vqa;

namespace Harness.Experiments;

/// <summary>How a pre-trained backbone came about: beside its weights as <c>manifest.json</c>.</summary>
public static class PretrainManifest
{
    /// <summary>Scores that a backbone must reach before anything is tuned on it: below them tuning teaches little.</summary>
    private static readonly (string name, double bar)[] Bars = [("match", 75), ("category", 75), ("count-category", 65)];

    /// <summary>The bars, with what the last look at held-out scenes gave, in %.</summary>
    public static IReadOnlyList<(string name, double score, double bar, bool holds)> Gate(PretrainReport report)
    {
        var scores = report.Looks[^1].Scores;
        return [.. Bars.Select(b => (b.name, scores[b.name], b.bar, scores[b.name] >= b.bar))];
    }

    public static void Write(
        string folder, StampScenes data, PretrainOptions options, EmbedderOptions embedder, PretrainReport report, int threads, string command)
    {
        var manifest = new
        {
            backbone = "vl-t5-small",
            command,
            digest = new VlT5Folder(folder).Digest,
            data = new { name = data.Name, version = data.Version, sprites = data.Sprites.Digest, provenance = data.Provenance },
            seconds = Math.Round(report.Seconds),
            threads,
            options,
            embedder,
            region_embedder_accuracy = report.Embedder,
            gate = Gate(report).Select(g => new { g.name, score = Math.Round(g.score, 1), g.bar, g.holds }),
            looks = report.Looks.Select(l => new
            {
                step = l.Step, loss = Math.Round(l.Loss, 4), seconds = Math.Round(l.Seconds), scores = l.Scores.ToDictionary(s => s.Key, s => Math.Round(s.Value, 1)),
            }),
        };
        AtomicFile.WriteText(Path.Combine(folder, "manifest.json"), JsonSerializer.Serialize(manifest, JsonText.Pretty) + "\n");
    }
}
