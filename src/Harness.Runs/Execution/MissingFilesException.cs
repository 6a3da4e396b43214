using Harness.Data;
using Harness.Data.Files;
using Harness.Runs.Configuration;

namespace Harness.Runs.Execution;

/// <summary>Runs need files that are not there: everything at once, before anything is done. Exit code 3.</summary>
public sealed class MissingFilesException(IReadOnlyList<NeededFile> missing)
    : UserErrorException(
        $"{missing.Count} {(missing.Count == 1 ? "thing that runs need is" : "things that runs need are")} missing, so nothing was run:",
        Missing
    )
{
    public IReadOnlyList<NeededFile> Files { get; } = missing;

    /// <summary>Asks the executor of every cell of full scale, once for each data set and backbone: those of other scales bring or make what they need.</summary>
    /// <exception cref="MissingFilesException">Something is missing.</exception>
    public static void ThrowIfAny(IEnumerable<ResolvedConfig> cells, IRunExecutor executor)
    {
        var needed = cells
            .Select(c => c.Config)
            .Where(c => c.Scale == "full")
            .DistinctBy(c => (c.Dataset, c.Backbone))
            .SelectMany(executor.Needs)
            .DistinctBy(n => n.What);
        NeededFile[] missing = [.. needed.Where(n => n.Found is null)];
        if (missing.Length > 0)
            throw new MissingFilesException(missing);
    }
}
