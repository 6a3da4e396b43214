using Harness.Experiments;
using Harness.Runs.Execution;

namespace Harness.Cli;

/// <summary>What carries out runs here: the repository's backbones and cache.</summary>
internal static class Executors
{
    public static RunExecutor Create(ExecutionSettings? settings = null) =>
        new(Assets(settings), settings ?? new ExecutionSettings());

    /// <summary>What runs and predictions are made from.</summary>
    /// <param name="settings">Where the papers' own files and published weights lie; null: in the cache.</param>
    public static RunAssets Assets(ExecutionSettings? settings = null) =>
        new(Repository.Backbones, Repository.Cache, settings?.WeightsFolder, settings?.DataFolder, Say);

    public static void Say(string line) => Console.Error.WriteLine($"note: {line}");
}
