using System.Text.Json;
using Harness.Data.Files;
using Harness.Runs;
using Harness.Runs.Execution;

namespace Harness.FullScale.Rehearsing;

/// <summary>How fast a backbone's training step went where it was rehearsed.</summary>
/// <param name="Device">Name of the GPU or processor, with its threads.</param>
/// <param name="TeraFlops">Counted operations of a step over its seconds, in TFLOP/s: the median of the rehearsed runs.</param>
/// <param name="MemoryRatio">Measured over estimated memory, the largest.</param>
public sealed record MeasuredRate(string Backbone, string Device, double TeraFlops, double MemoryRatio)
{
    public double Hours(RunCost cost) => (cost.TrainingFlops + cost.EvaluationFlops) / (TeraFlops * 1e12) / 3600;
}

/// <summary>Measured rates, kept in the cache from one call to the next; the last rehearsal of a backbone on a device counts.</summary>
public static class MeasuredRates
{
    public static IReadOnlyList<MeasuredRate> Of(IEnumerable<RehearsedRun> runs, string device) =>
        [
            .. runs.Where(r => r.StepSeconds > 0 && r.StepTeraFlop > 0)
                .GroupBy(r => r.Backbone)
                .Select(g =>
                {
                    var rates = g.Select(r => r.StepTeraFlop / r.StepSeconds).Order().ToList();
                    return new MeasuredRate(
                        g.Key,
                        device,
                        rates[rates.Count / 2],
                        g.Max(r => r.PeakGigabytes / r.EstimatedGigabytes)
                    );
                }),
        ];

    /// <summary>Those kept in a cache; none where nothing was rehearsed, or the file is damaged.</summary>
    public static IReadOnlyList<MeasuredRate> Read(string cache)
    {
        try
        {
            return File.Exists(In(cache))
                ? JsonSerializer.Deserialize<List<MeasuredRate>>(File.ReadAllText(In(cache)), JsonText.Pretty) ?? []
                : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    public static void Keep(string cache, IReadOnlyList<MeasuredRate> rates)
    {
        FileErrors.CreateFolder(cache);
        AtomicFile.WriteText(
            In(cache),
            JsonSerializer.Serialize(
                Read(cache).Where(old => !rates.Any(r => (r.Backbone, r.Device) == (old.Backbone, old.Device))).Concat(rates),
                JsonText.Pretty
            )
        );
    }

    private static string In(string cache) => Path.Combine(cache, "rehearsed.json");
}
