using Harness.Data;
using Harness.Runs;

namespace Harness.Experiments.Published;

/// <summary>
/// The routing paper's own setting of CLIP-BART: what its runs need on disk and what they would cost. Tuning it is not part of the harness yet; a run says so
/// instead of beginning.
/// </summary>
/// <param name="weights">Where published models lie, a folder each.</param>
/// <param name="data">Where the papers' own files lie.</param>
public sealed class RoutingFullScale(string weights, string data) : IRunExecutor
{
    public IReadOnlyList<NeededFile> Needs(RunConfig config) => [.. RoutingBackbone.Joint.Weights(weights), .. RoutingData.Joint(data)];

    public RunCost? Cost(RunConfig config) => RoutingBackbone.Joint.Cost(config);

    /// <exception cref="UserErrorException">Always: exit code 3.</exception>
    public RunResult Execute(RunConfig config, string folder, IProgress<RunProgress> progress, CancellationToken token) => throw Refusal(config);

    /// <inheritdoc cref="Execute"/>
    public string DataDigest(RunConfig config) => throw Refusal(config);

    /// <inheritdoc cref="Execute"/>
    public string BackboneDigest(RunConfig config) => throw Refusal(config);

    /// <inheritdoc cref="Execute"/>
    public string CodeVersion(RunConfig config) => throw Refusal(config);

    private static UserErrorException Refusal(RunConfig config) => new(
        $"everything that runs of {config.Backbone.Name} need is there, but this version does not tune it: it is configured, checked for files and estimated (--dry-run) only; --scale quick and proxy tune a small one.",
        UserErrorException.Missing);
}
