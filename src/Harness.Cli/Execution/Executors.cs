using Harness.Experiments;
using Harness.Runs;

namespace Harness.Cli;

/// <summary>What carries out runs here.</summary>
internal static class Executors
{
    public static IRunExecutor Create(ExecutionSettings settings) =>
        new VqaRunExecutor(Assets(settings.DataFolder), settings);

    /// <summary>What runs and predictions are made from.</summary>
    /// <param name="data">Where the papers' own files lie.</param>
    public static VqaAssets Assets(string? data = null) => new(config => Datasets.Open(config, data), Repository.Backbones, Repository.Cache, Datasets.Say);
}
