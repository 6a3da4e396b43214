using Harness.Data;
using Harness.Runs;

namespace Harness.Experiments;

/// <summary>Hands each run to the executor of its backbone.</summary>
/// <param name="executors">By <c>backbone.name</c>.</param>
/// <param name="otherwise">For every other name.</param>
public sealed class ExecutorsByBackbone(IReadOnlyDictionary<string, IRunExecutor> executors, IRunExecutor otherwise)
    : IRunExecutor
{
    public RunResult Execute(RunConfig config, string folder, IProgress<RunProgress> progress, CancellationToken token) =>
        Of(config).Execute(config, folder, progress, token);

    public void Prepare(RunConfig config) => Of(config).Prepare(config);

    public IReadOnlyList<NeededFile> Needs(RunConfig config) => Of(config).Needs(config);

    public RunCost? Cost(RunConfig config) => Of(config).Cost(config);

    public string DataDigest(RunConfig config) => Of(config).DataDigest(config);

    public string BackboneDigest(RunConfig config) => Of(config).BackboneDigest(config);

    public string CodeVersion(RunConfig config) => Of(config).CodeVersion(config);

    private IRunExecutor Of(RunConfig config) => executors.GetValueOrDefault(config.Backbone.Name, otherwise);
}
