using Harness.Data;
using Harness.Data.Files;
using Harness.Runs.Configuration;

namespace Harness.Runs.Sweeps.Slurm;

/// <summary>
/// What a sweep asks of Slurm: the section <c>slurm</c> of a configuration, or <c>slurm.key=value</c> on the command line. None of it
/// belongs to a run, so none of it changes a run's key.
/// </summary>
public sealed record SlurmOptions
{
    /// <summary>Every key with its default.</summary>
    public static IReadOnlyList<KeySpec> Keys { get; } =
    [
        ConfigSchema.Text("slurm.partition", "", "partition; empty: the site's default"),
        ConfigSchema.Text("slurm.account", "", "account that is charged; empty: the user's default"),
        ConfigSchema.Whole("slurm.gpus", 0, "GPUs a run", 0),
        ConfigSchema.Whole("slurm.cpus", 1, "cores a run", 1),
        ConfigSchema.Text(
            "slurm.time",
            "",
            "time limit a run, e.g. 04:00:00; a run that reaches it goes on in another job; empty: the partition's"
        ),
        ConfigSchema.Text("slurm.extra", "", "further arguments of sbatch, with spaces between them; they win over all others"),
        ConfigSchema.Whole("slurm.max_running", 0, "runs at a time; 0: as many as Slurm gives", 0),
        ConfigSchema.Whole(
            "slurm.resubmissions",
            10,
            "how often a run is submitted again after it was pre-empted, lost its node or reached its time limit",
            0
        ),
        ConfigSchema.Number("slurm.poll", 15, "seconds between two looks at the queue", 0.1),
    ];

    public required string Partition { get; init; }

    public required string Account { get; init; }

    public required int Gpus { get; init; }

    public required int Cpus { get; init; }

    public required string Time { get; init; }

    /// <summary>Arguments of <c>sbatch</c>, one each.</summary>
    public required IReadOnlyList<string> Extra { get; init; }

    public required int MaxRunning { get; init; }

    public required int Resubmissions { get; init; }

    public required TimeSpan Poll { get; init; }

    /// <param name="settings">Weakest first.</param>
    /// <exception cref="UserErrorException">An unknown key or a wrong value; exit code 2.</exception>
    public static SlurmOptions Of(IEnumerable<Setting> settings)
    {
        var values = Keys.ToDictionary(k => k.Path, k => k.Default!);
        foreach (var setting in settings)
        {
            var key =
                Keys.FirstOrDefault(k => k.Path == setting.Path)
                ?? throw YamlTree.Wrong(
                    $"{setting.Origin}: there is no key '{setting.Path}'; did you mean {NearestName.Of(setting.Path, Keys.Select(k => k.Path))}?"
                );
            values[key.Path] =
                key.Parse(setting.Text, out var problem)
                ?? throw YamlTree.Wrong($"{setting.Origin}: {key.Path} is '{setting.Text}' but {problem}.");
        }
        string Text(string key) => (string)values[key];
        int Whole(string key) => (int)values[key];
        return new SlurmOptions
        {
            Partition = Text("slurm.partition"),
            Account = Text("slurm.account"),
            Gpus = Whole("slurm.gpus"),
            Cpus = Whole("slurm.cpus"),
            Time = Text("slurm.time"),
            Extra = Text("slurm.extra").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
            MaxRunning = Whole("slurm.max_running"),
            Resubmissions = Whole("slurm.resubmissions"),
            Poll = TimeSpan.FromSeconds((double)values["slurm.poll"]),
        };
    }

    /// <summary>The arguments of <c>sbatch</c> that these options mean.</summary>
    public IEnumerable<string> Arguments()
    {
        if (Partition.Length > 0)
            yield return $"--partition={Partition}";
        if (Account.Length > 0)
            yield return $"--account={Account}";
        if (Gpus > 0)
            yield return $"--gres=gpu:{Gpus}";
        yield return $"--cpus-per-task={Cpus}";
        if (Time.Length > 0)
            yield return $"--time={Time}";
        foreach (var argument in Extra)
            yield return argument;
    }
}
