using Harness.Experiments;
using Harness.Runs;

namespace Harness.Cli;

/// <summary>What carries out runs here.</summary>
internal static class Executors
{
    public static IRunExecutor Create(ExecutionSettings settings) =>
        new VqaRunExecutor(Assets(), settings);

    /// <summary>What runs and predictions are made from.</summary>
    public static VqaAssets Assets() => new(Datasets.Open, Repository.Backbones, Repository.Cache, Datasets.Say);
}
