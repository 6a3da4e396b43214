using System.Text.Json;
using Harness.Data;
using Harness.Data.Files;
using Harness.Runs;
using Harness.Training.Pretraining;

namespace Harness.Experiments;

/// <summary>How a pre-trained backbone came about: beside its weights as <c>manifest.json</c>.</summary>
public static class PretrainManifest
{
    /// <param name="extra">What only this kind of backbone has, e.g. the accuracy of its region embedder.</param>
    public static void Write(
        string folder,
        string backbone,
        string digest,
        StampScenes data,
        object options,
        IReadOnlyList<PretrainGate> gate,
        IReadOnlyDictionary<string, IReadOnlyList<PretrainLook>> trainings,
        int threads,
        string command,
        object? extra = null
    )
    {
        var manifest = new
        {
            backbone,
            command,
            digest,
            data = new
            {
                name = data.Name,
                version = data.Version,
                sprites = data.Sprites.Digest,
                provenance = data.Provenance,
            },
            seconds = Math.Round(trainings.Values.Sum(looks => looks[^1].Seconds)),
            threads,
            options,
            extra,
            gate = gate.Select(g => new
            {
                g.Name,
                score = Math.Round(g.Score, 1),
                g.Bar,
                g.Holds,
            }),
            looks = trainings.SelectMany(t =>
                t.Value.Select(l => new
                {
                    training = t.Key,
                    step = l.Step,
                    loss = Math.Round(l.Loss, 4),
                    seconds = Math.Round(l.Seconds),
                    scores = l.Scores.ToDictionary(s => s.Key, s => Math.Round(s.Value, 1)),
                })
            ),
        };
        AtomicFile.WriteText(Path.Combine(folder, "manifest.json"), JsonSerializer.Serialize(manifest, JsonText.Pretty) + "\n");
    }
}
