using System.Text.Json;
using Harness.Data.Parity;

namespace Harness.Data.Tests;

/// <summary>Reference values beside the tests: excerpts of vectors computed with the reference implementations.</summary>
internal static class Golden
{
    public static JsonElement Read(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "goldens", name)));
        return document.RootElement.Clone();
    }

    /// <summary>Fails with the first difference; at least <paramref name="least"/> cases must have been compared.</summary>
    public static void AllPass(IEnumerable<ParityResult> results, int least)
    {
        var list = results.ToList();
        Assert.True(list.Count >= least, $"only {list.Count} cases compared");
        var failed = list.Where(r => r.Outcome != "pass").Select(r => $"{r.Group} {r.Case}: {r.Message}").ToList();
        Assert.True(failed.Count == 0, string.Join(Environment.NewLine, failed.Take(5)));
    }
}
