using Harness.Experiments;
using Harness.Runs;

namespace Harness.Cli;

/// <summary>What carries out runs here.</summary>
internal static class Executors
{
    public static IRunExecutor Create(ExecutionSettings settings) =>
        new VqaRunExecutor(new VqaAssets(Datasets.Open, Repository.Backbones, Repository.Cache), settings);
}
