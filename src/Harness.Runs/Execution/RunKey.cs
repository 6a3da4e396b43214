using Harness.Data;
using Harness.Runs.Configuration;

namespace Harness.Runs.Execution;

/// <summary>The version of what a run means and how its folder is laid out.</summary>
public static class RunProtocol
{
    /// <summary>
    /// Raised by hand when a stored run may not be re-used although its code digest is the same: another folder layout, another
    /// meaning of a manifest field, another rule for scores.
    /// </summary>
    public const string Version = "1";
}

/// <summary>
/// What a run is made of; two runs with equal parts are the same run. The parts are stored in the manifest, so that
/// <c>why</c> can say which one differs.
/// </summary>
/// <param name="Config">Digest of the resolved configuration.</param>
/// <param name="Code">See <see cref="CodeFingerprint"/>; for a method of one's own with the digest of its assembly.</param>
/// <param name="Data">Digest of the data set.</param>
/// <param name="Backbone">Digest of the frozen weights.</param>
/// <param name="Protocol">See <see cref="RunProtocol.Version"/>.</param>
/// <param name="Packages">The torch bundle: <c>cpu</c> or <c>cuda</c>.</param>
public sealed record RunKey(string Config, string Code, string Data, string Backbone, string Protocol, string Packages)
{
    /// <summary>Twenty hex digits: the run's folder name.</summary>
    public string Text => FileDigest.OfTexts(string.Join('\n', Parts.Select(p => $"{p.name}={p.value}")))[..20];

    /// <summary>Every part with its name as in the manifest.</summary>
    public IEnumerable<(string name, string value)> Parts =>
        [
            ("config", Config),
            ("code", Code),
            ("data", Data),
            ("backbone", Backbone),
            ("protocol", Protocol),
            ("packages", Packages),
        ];

    /// <summary>The key of a configuration, with what the executor says about it.</summary>
    public static RunKey Of(ResolvedConfig config, IRunExecutor executor, string packages) =>
        new(
            config.Digest,
            CodeWith(config.Config.Method, executor.CodeVersion(config.Config)),
            executor.DataDigest(config.Config),
            executor.BackboneDigest(config.Config),
            RunProtocol.Version,
            packages
        );

    private static string CodeWith(MethodConfig method, string version) =>
        method.Assembly.Length == 0 ? version : $"{version}+{FileDigest.Of([method.Assembly])}";
}
