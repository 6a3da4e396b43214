using System.Text.Json;
using Harness.Benchmarks;
using Harness.Data;
using Harness.Data.Files;
using Harness.Runs;

namespace Harness.Cli;

/// <summary>Rows of one start of <c>bench</c>, with how fast the machine was then.</summary>
/// <param name="Machine">Processor, threads, matrix library.</param>
/// <param name="Gflops">See <see cref="MatrixSpeed"/>.</param>
/// <param name="Gigabytes">See <see cref="MemorySpeed"/>.</param>
internal sealed record MeasuredRows(string Machine, double Gflops, double Gigabytes, IReadOnlyList<BenchmarkRow> Rows)
{
    private const string FileName = "rows.json";

    /// <summary>What a report holds after these rows: one entry a bench in the order of <paramref name="names"/>, measured now or, where it was not, before.</summary>
    public IReadOnlyList<MeasuredRows> Into(string folder, IReadOnlyList<string> names)
    {
        var file = Path.Combine(folder, FileName);
        var before = File.Exists(file) ? Read(file) : [];
        var now = Rows.GroupBy(r => r.Bench).Select(g => this with { Rows = [.. g] }).ToList();
        IReadOnlyList<MeasuredRows> all =
        [
            .. names.Select(n => now.Concat(before).FirstOrDefault(m => m.Rows[0].Bench == n)).OfType<MeasuredRows>(),
        ];
        AtomicFile.WriteText(file, JsonSerializer.Serialize(all, JsonText.Pretty) + "\n");
        return all;
    }

    private static List<MeasuredRows> Read(string file)
    {
        try
        {
            return
            [
                .. JsonSerializer
                    .Deserialize<List<MeasuredRows>>(File.ReadAllText(file), JsonText.Pretty)!
                    .Where(m => m.Rows.Count > 0),
            ];
        }
        catch (JsonException e)
        {
            throw new UserErrorException(
                $"{file} holds no measured rows ({e.Message.ReplaceLineEndings(" ")}); remove it, and the benches are measured anew.",
                UserErrorException.Missing,
                e
            );
        }
    }
}
