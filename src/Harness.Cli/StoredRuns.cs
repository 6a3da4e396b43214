using Harness.Data.Files;
using Harness.Runs.Store;

namespace Harness.Cli;

/// <summary>Finds stored runs as people name them.</summary>
internal static class StoredRuns
{
    /// <param name="prefix">Beginning of a run's key.</param>
    /// <exception cref="UserErrorException">No finished run, or several.</exception>
    public static RunRecord Named(string prefix, RunStore store) =>
        store.Matching(prefix) switch
        {
            [var one] => one,
            [] => throw new UserErrorException(Absent(prefix, store), UserErrorException.Missing),
            var many => throw new UserErrorException(
                $"{many.Count} runs begin with '{prefix}': {string.Join(", ", many.Select(r => r.Key))}.",
                UserErrorException.BadUsage
            ),
        };

    private static string Absent(string prefix, RunStore store)
    {
        if (store.Problems.FirstOrDefault(p => p.Contains(Path.Combine("runs", prefix))) is { } problem)
            return problem;
        if (store.Unfinished(prefix) is not [var key, ..])
            return $"no run in {store.Root} begins with '{prefix}'; its folders are named by their keys.";
        var checkpoint = Path.Combine(store.FolderOf(key), RunFiles.Checkpoint);
        return File.Exists(checkpoint)
            ? $"{key} is not finished; its checkpoint is of {File.GetLastWriteTime(checkpoint):yyyy-MM-dd HH:mm}, and the command that began it goes on from there."
            : $"{key} is not finished and has no checkpoint; the command that began it makes it anew.";
    }
}
