using System.Globalization;

namespace Harness.Runs.Store;

/// <summary>Something that two sets of runs do not share.</summary>
/// <param name="Key">A key of the configuration, or a field of the manifest.</param>
/// <param name="A">Its value in the first run; <c>(none)</c> where it has none.</param>
/// <param name="B">Its value in the second.</param>
/// <param name="Runs">In how many pairs of runs the values are these two.</param>
public sealed record Difference(string Key, string A, string B, int Runs);

/// <summary>What differs between paired runs beside their scores.</summary>
public static class RunDifferences
{
    private const string None = "(none)";

    /// <summary>Keys of the configurations, as they were stored.</summary>
    public static IReadOnlyList<Difference> Configuration(IEnumerable<(RunRecord a, RunRecord b)> pairs) =>
        Count(pairs, r => r.Settings());

    /// <summary>Fields of the manifests that say with what the runs were made.</summary>
    public static IReadOnlyList<Difference> Environment(IEnumerable<(RunRecord a, RunRecord b)> pairs) =>
        Count(pairs, Surroundings);

    private static IReadOnlyList<Difference> Count(
        IEnumerable<(RunRecord a, RunRecord b)> pairs,
        Func<RunRecord, IReadOnlyDictionary<string, string>> values
    ) =>
        [
            .. pairs
                .SelectMany(pair =>
                {
                    var (a, b) = (values(pair.a), values(pair.b));
                    return a
                        .Keys.Union(b.Keys)
                        .Select(key => (key, a: a.GetValueOrDefault(key, None), b: b.GetValueOrDefault(key, None)))
                        .Where(v => v.a != v.b);
                })
                .CountBy(v => v)
                .Select(v => new Difference(v.Key.key, v.Key.a, v.Key.b, v.Value))
                .OrderBy(d => d.Key, StringComparer.Ordinal)
                .ThenByDescending(d => d.Runs),
        ];

    private static Dictionary<string, string> Surroundings(RunRecord r)
    {
        var fields = new Dictionary<string, string>
        {
            ["commit"] = r.Commit,
            ["dirty"] = r.Dirty ? "yes" : "no",
            ["code"] = r.CodeVersion,
            ["data"] = r.DataDigest,
            ["backbone"] = r.BackboneDigest,
            ["protocol"] = r.Protocol,
            ["packages"] = r.Packages,
            ["torch"] = r.Torch,
            ["blas"] = r.Blas,
            ["cpu"] = r.Cpu,
            ["gpu"] = r.Gpu,
            ["threads"] = r.Threads.ToString(CultureInfo.InvariantCulture),
            ["os"] = r.Os,
            ["dotnet"] = r.Dotnet,
            ["determinism"] = r.Determinism,
            ["resumed"] = r.Resumed.ToString(CultureInfo.InvariantCulture),
        };
        foreach (var (name, version) in r.PackageLock)
            fields[$"package {name}"] = version;
        return fields;
    }
}
