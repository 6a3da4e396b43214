using Harness.Data;
using Harness.Runs;

namespace Harness.Experiments.Published;

/// <summary>
/// The routing paper's own setting: what its runs need on disk and what they would cost. Tuning these published models is not part of the harness yet; a
/// run says so instead of beginning.
/// </summary>
/// <param name="weights">Where published models lie, a folder each.</param>
/// <param name="data">Where the papers' own files lie.</param>
public sealed class RoutingFullScale(string weights, string data) : IRunExecutor
{
    /// <summary>Names of the backbones, as <c>backbone.name</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. RoutingBackbone.All.Select(b => b.Name)];

    public IReadOnlyList<NeededFile> Needs(RunConfig config) => [.. Backbone(config).Weights(weights), .. Backbone(config).Data(data)];

    public RunCost? Cost(RunConfig config) => Backbone(config).Cost(TuningRun.Method(config), config.Train, CostEstimate.Steps(config));

    /// <exception cref="UserErrorException">Always: exit code 3.</exception>
    public RunResult Execute(RunConfig config, string folder, IProgress<RunProgress> progress, CancellationToken token) => throw Refusal(config);

    /// <inheritdoc cref="Execute"/>
    public string DataDigest(RunConfig config) => throw Refusal(config);

    /// <inheritdoc cref="Execute"/>
    public string BackboneDigest(RunConfig config) => throw Refusal(config);

    /// <inheritdoc cref="Execute"/>
    public string CodeVersion(RunConfig config) => throw Refusal(config);

    private static RoutingBackbone Backbone(RunConfig config) => RoutingBackbone.All.Single(b => b.Name == config.Backbone.Name);

    private static UserErrorException Refusal(RunConfig config) => new(
        $"everything that runs of {config.Backbone.Name} need is there, but this version does not tune it: at full scale the routing paper is configured, checked for files and estimated (--dry-run) only; --scale quick and proxy tune small models.",
        UserErrorException.Missing);
}
