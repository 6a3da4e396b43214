using Harness.Data;
using Harness.Data.Files;
using Harness.Runs.Configuration;
using Harness.Runs.Sweeps.Slurm;
using YamlDotNet.RepresentationModel;

namespace Harness.Runs.Sweeps;

/// <summary>
/// A shipped or own configuration: settings, and below <c>sweep</c> the axes of a grid:
/// <code>
/// sweep:
///   seeds: [13, 21]
///   n_d:                       # a list, or a mapping from N_D to settings of that size
///     16: {train: {max_steps: 600}}
///     64: {train: {max_steps: 1400}}
///   datasets: [stamp-scenes, shapes]   # names, or settings of one data set each; backbones likewise
///   methods:                   # settings of one method each; they win over those of a size, these over those of a data set, and these over a backbone's
///     - {method: {name: full}, train: {lr: 3.0e-4}}
///     - {method: {name: lora, r: 4}, train: {lr: 5.0e-3}}
/// </code>
/// A file of several experiments has a section <c>experiments</c>: by name, which is the value of <c>experiment</c> in its runs, what an experiment
/// adds to the file's settings and which axes it has instead of the file's:
/// <code>
/// train: {max_steps: 400}
/// sweep: {seeds: [13, 21]}
/// experiments:
///   rank: {sweep: {methods: [{method: {name: lora, r: 2}}, {method: {name: lora, r: 4}}]}}
///   longer: {train: {max_steps: 1600}, sweep: {methods: [{method: {name: lora, r: 4}}]}}
/// </code>
/// A key of an axis that is set on the command line fixes that axis, and <c>experiment=NAME</c> picks an experiment. A section <c>slurm</c> says where
/// a sweep is submitted to (<see cref="SlurmOptions"/>); it belongs to no run.
/// </summary>
public sealed class ExperimentFile
{
    private sealed record Point(string Value, IReadOnlyList<Setting> Settings);

    /// <param name="Name">Null for the settings of a whole file.</param>
    private sealed record Experiment(
        string? Name,
        IReadOnlyList<Setting> Settings,
        IReadOnlyDictionary<string, List<Point>> Axes
    );

    private const string NameKey = "experiment";

    /// <summary>The experiment that a run is of where a file has one of this name and none is picked.</summary>
    private const string Main = "main";

    private static readonly string[] axisNames = ["seeds", "n_d", "datasets", "methods", "backbones"];

    private readonly List<Experiment> experiments;

    private ExperimentFile(string path)
    {
        Path = path;
        var top = YamlTree.Load(path);
        Slurm = Section(top, "slurm") is { } slurm ? [.. YamlTree.Flatten(slurm, path, "slurm", listSeparator: " ")] : [];
        var whole = Read(null, top, ["sweep", "slurm", "experiments"]);
        experiments = Section(top, "experiments") is { } section ? [.. Experiments(section, whole)] : [whole];
    }

    public string Path { get; }

    /// <summary>The section <c>slurm</c>, for <see cref="SlurmOptions.Of"/>.</summary>
    public IReadOnlyList<Setting> Slurm { get; }

    /// <exception cref="UserErrorException">Missing file (3) or a file that does not parse (2).</exception>
    public static ExperimentFile Load(string path) => new(path);

    /// <summary>Paths of the experiments of a scale in a folder: <c>SCALE.yaml</c> first, then <c>SCALE-*.yaml</c> by name; none where there is no such folder.</summary>
    public static IReadOnlyList<string> OfScale(string folder, string scale) =>
        !Directory.Exists(folder)
            ? []
            :
            [
                .. Directory
                    .GetFiles(folder, "*.yaml")
                    .Where(f =>
                        System.IO.Path.GetFileNameWithoutExtension(f) is var name
                        && (name == scale || name.StartsWith(scale + "-", StringComparison.Ordinal))
                    )
                    .OrderBy(System.IO.Path.GetFileNameWithoutExtension, StringComparer.Ordinal),
            ];

    /// <summary>The one run that the file and the command line describe; of <c>main</c>, where the file has such an experiment and none is picked.</summary>
    /// <exception cref="UserErrorException">More than one, or a wrong value.</exception>
    public ResolvedConfig Resolve(IReadOnlyList<Setting> commandLine)
    {
        var chosen = Chosen(commandLine);
        var cells = Cells(chosen.FirstOrDefault(e => e.Name == Main) is { } main ? [main] : chosen, commandLine);
        return cells.Count == 1
            ? cells[0]
            : throw YamlTree.Wrong(
                $"{Path} describes {cells.Count} runs; name one with {(chosen.Count > 1 ? $"{NameKey}=… " : "")}method.name=… train.n_d=… train.seed=…, or use sweep."
            );
    }

    /// <summary>Every cell of the grid once, experiments outermost, then backbones, methods, data sets and sizes, seeds innermost; one cell where there is no sweep.</summary>
    /// <exception cref="UserErrorException">A wrong key or value in any cell, or no experiment of the name that is picked.</exception>
    public IReadOnlyList<ResolvedConfig> Cells(IReadOnlyList<Setting> commandLine) => Cells(Chosen(commandLine), commandLine);

    private static IReadOnlyList<ResolvedConfig> Cells(IReadOnlyList<Experiment> chosen, IReadOnlyList<Setting> commandLine)
    {
        var cells =
            from experiment in chosen
            from backbone in Axis(experiment, "backbones", "backbone.name", commandLine)
            from method in Axis(experiment, "methods", "method.name", commandLine)
            from data in Axis(experiment, "datasets", "dataset.name", commandLine)
            from size in Axis(experiment, "n_d", "train.n_d", commandLine)
            from seed in Axis(experiment, "seeds", "train.seed", commandLine)
            select ConfigResolver.Resolve(
                experiment.Settings,
                backbone.Settings,
                data.Settings,
                size.Settings,
                method.Settings,
                seed.Settings,
                commandLine
            );
        return [.. cells.DistinctBy(cell => cell.Canonical)];
    }

    // In a file without the section, experiment=… is a setting like any other.
    private IReadOnlyList<Experiment> Chosen(IReadOnlyList<Setting> commandLine)
    {
        var names = experiments.Select(e => e.Name).OfType<string>().ToList();
        if (names.Count == 0 || commandLine.LastOrDefault(s => s.Path == NameKey) is not { Text: var name })
            return experiments;
        return experiments.Find(e => e.Name == name) is { } found
            ? [found]
            : throw YamlTree.Wrong(
                $"{Path} has no experiment '{name}'; did you mean {NearestName.Of(name, names)}? There are {string.Join(", ", names)}."
            );
    }

    private static IEnumerable<Point> Axis(Experiment experiment, string name, string key, IReadOnlyList<Setting> commandLine)
    {
        if (!experiment.Axes.TryGetValue(name, out var points))
            return [new Point("", [])];
        if (commandLine.LastOrDefault(s => s.Path == key) is not { } chosen)
            return points;
        return points.Where(p => p.Value == chosen.Text).Take(1).DefaultIfEmpty(new Point(chosen.Text, [chosen]));
    }

    private IEnumerable<Experiment> Experiments(YamlNode node, Experiment whole)
    {
        if (node is not YamlMappingNode { Children.Count: > 0 } entries)
            throw YamlTree.Wrong(
                $"{YamlTree.Place(Path, node)}: experiments must be a mapping of names to what each experiment adds to the file."
            );
        foreach (var (key, value) in entries.Children)
        {
            if (value is not YamlMappingNode mapping)
                throw YamlTree.Wrong($"{YamlTree.Place(Path, key)}: experiments.{key} must be a mapping of keys to values.");
            var own = Read(key.ToString(), mapping, ["sweep"]);
            if (whole.Settings.Concat(own.Settings).FirstOrDefault(s => s.Path == NameKey) is { } second)
                throw YamlTree.Wrong(
                    $"{second.Origin}: {NameKey} is the name below experiments, here {own.Name}; leave the key '{NameKey}' out."
                );
            var name = new Setting(NameKey, own.Name!, YamlTree.Place(Path, key));
            yield return own with
            {
                Settings = [.. whole.Settings, name, .. own.Settings],
                Axes = whole.Axes.Where(a => !own.Axes.ContainsKey(a.Key)).Concat(own.Axes).ToDictionary(),
            };
        }
    }

    private Experiment Read(string? name, YamlMappingNode node, string[] sections) =>
        new(
            name,
            [.. YamlTree.Flatten(new YamlMappingNode(node.Children.Where(c => !sections.Contains(c.Key.ToString()))), Path)],
            Section(node, "sweep") is { } sweep ? Axes(sweep) : []
        );

    private Dictionary<string, List<Point>> Axes(YamlNode node)
    {
        if (node is not YamlMappingNode sweep)
            throw YamlTree.Wrong($"{YamlTree.Place(Path, node)}: sweep must hold {string.Join(", ", axisNames)}.");
        return sweep.Children.ToDictionary(
            axis => axis.Key.ToString(),
            axis =>
                axis.Key.ToString() switch
                {
                    "seeds" => List(axis.Value, "train.seed"),
                    "n_d" when axis.Value is YamlMappingNode sizes => Sizes(sizes),
                    "n_d" => List(axis.Value, "train.n_d"),
                    "methods" => Named(axis.Value, "method.name", "methods must be a list of settings, one item a method."),
                    "datasets" => Named(
                        axis.Value,
                        "dataset.name",
                        "datasets must be a list of names or of settings, one item a data set."
                    ),
                    "backbones" => Named(
                        axis.Value,
                        "backbone.name",
                        "backbones must be a list of names or of settings, one item a backbone."
                    ),
                    var name => throw YamlTree.Wrong(
                        $"{YamlTree.Place(Path, axis.Key)}: sweep has no axis '{name}'; did you mean {NearestName.Of(name, axisNames)}?"
                    ),
                }
        );
    }

    private List<Point> List(YamlNode node, string key) =>
        NotEmpty(node, key, [.. YamlTree.Items(node, Path, key).Select(s => new Point(s.Text, [s]))]);

    private List<Point> Sizes(YamlMappingNode sizes) =>
        NotEmpty(
            sizes,
            "train.n_d",
            [
                .. sizes.Children.Select(size =>
                {
                    var own = new Setting("train.n_d", size.Key.ToString(), YamlTree.Place(Path, size.Key));
                    return new Point(own.Text, [own, .. YamlTree.Flatten(size.Value, Path)]);
                }),
            ]
        );

    // Items that name themselves: settings that hold the key, or the name alone.
    private List<Point> Named(YamlNode node, string key, string shape)
    {
        if (node is not YamlSequenceNode list)
            throw YamlTree.Wrong($"{YamlTree.Place(Path, node)}: {shape}");
        return NotEmpty(
            node,
            key,
            [
                .. list.Select(item =>
                {
                    Setting[] own = item is YamlScalarNode name
                        ? [new Setting(key, name.Value ?? "", YamlTree.Place(Path, item))]
                        : [.. YamlTree.Flatten(item, Path)];
                    var named =
                        own.LastOrDefault(s => s.Path == key)
                        ?? throw YamlTree.Wrong($"{YamlTree.Place(Path, item)}: this item has no {key}.");
                    return new Point(named.Text, own);
                }),
            ]
        );
    }

    private static YamlNode? Section(YamlMappingNode node, string name) =>
        node.Children.FirstOrDefault(c => c.Key.ToString() == name).Value;

    private List<Point> NotEmpty(YamlNode node, string key, List<Point> points) =>
        points.Count > 0 ? points : throw YamlTree.Wrong($"{YamlTree.Place(Path, node)}: this axis lists no {key}.");
}
