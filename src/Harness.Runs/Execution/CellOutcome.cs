using Harness.Runs.Configuration;
using Harness.Runs.Store;

namespace Harness.Runs.Execution;

/// <summary>Says why a stored run is or is not what a configuration would make now.</summary>
public static class Reuse
{
    /// <summary>One line a part of the key: <c>same</c>, or both values.</summary>
    public static IReadOnlyList<(string Part, bool Same, string Stored, string Now)> Compare(RunKey stored, RunKey now) =>
        [.. stored.Parts.Zip(now.Parts, (a, b) => (a.name, a.value == b.value, a.value, b.value))];

    /// <summary>Keys whose values differ between a stored run and a configuration, as <c>key: a → b</c>.</summary>
    public static IReadOnlyList<string> Differences(RunRecord stored, ResolvedConfig now)
    {
        var before = stored.Settings();
        var after = now.Values.ToDictionary(v => v.Spec.Path, v => KeySpec.Format(v.Value));
        return
        [
            .. before
                .Keys.Union(after.Keys)
                .Order(StringComparer.Ordinal)
                .Where(k => before.GetValueOrDefault(k) != after.GetValueOrDefault(k))
                .Select(k => $"{k}: {before.GetValueOrDefault(k, "(none)")} → {after.GetValueOrDefault(k, "(none)")}"),
        ];
    }
}

/// <summary>How a cell of a sweep ended.</summary>
public enum CellState
{
    /// <summary>A stored run was there.</summary>
    Reused,

    /// <summary>It was carried out now.</summary>
    Done,

    /// <summary>Another process is carrying it out.</summary>
    Busy,

    /// <summary>It ended with an error.</summary>
    Failed,
}

/// <param name="Record">The run, when there is one.</param>
/// <param name="Message">One line, when it failed or is busy.</param>
/// <param name="ExitCode">For a failure: 1, 2 or 3 as in the design.</param>
public sealed record CellOutcome(CellState State, RunRecord? Record = null, string Message = "", int ExitCode = 0);
