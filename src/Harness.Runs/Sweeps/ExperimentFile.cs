using Harness.Data;
using YamlDotNet.RepresentationModel;

namespace Harness.Runs;

/// <summary>
/// A shipped or own configuration: settings, and below <c>sweep</c> the axes of a grid:
/// <code>
/// sweep:
///   seeds: [13, 21]
///   n_d:                       # a list, or a mapping from N_D to settings of that size
///     16: {train: {max_steps: 600}}
///     64: {train: {max_steps: 1400}}
///   datasets: [stamp-scenes, shapes]   # names, or settings of one data set each
///   methods:                   # settings of one method each; they win over those of a size, and these over those of a data set
///     - {method: {name: full}, train: {lr: 3.0e-4}}
///     - {method: {name: lora, r: 4}, train: {lr: 5.0e-3}}
/// </code>
/// A key of an axis that is set on the command line fixes that axis. A section <c>slurm</c> says where a sweep is submitted to
/// (<see cref="SlurmOptions"/>); it belongs to no run.
/// </summary>
public sealed class ExperimentFile
{
    private sealed record Point(string Value, IReadOnlyList<Setting> Settings);

    private static readonly string[] axisNames = ["seeds", "n_d", "datasets", "methods"];

    private readonly List<Setting> settings;
    private readonly Dictionary<string, IReadOnlyList<Point>> axes = [];

    private ExperimentFile(string path)
    {
        Path = path;
        var top = YamlTree.Load(path);
        if (Take(top, "sweep") is { } sweep)
            ReadSweep(sweep);
        Slurm = Take(top, "slurm") is { } slurm ? [.. YamlTree.Flatten(slurm, path, "slurm", listSeparator: " ")] : [];
        settings = [.. YamlTree.Flatten(top, path)];
    }

    public string Path { get; }

    /// <summary>The section <c>slurm</c>, for <see cref="SlurmOptions.Of"/>.</summary>
    public IReadOnlyList<Setting> Slurm { get; }

    /// <summary>True when the file describes a grid.</summary>
    public bool IsSweep => axes.Count > 0;

    /// <summary>The comment lines at the head of the file, without their marks.</summary>
    public IReadOnlyList<string> Header =>
        [.. File.ReadLines(Path).TakeWhile(line => line.StartsWith('#')).Select(line => line.TrimStart('#').Trim())];

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

    /// <summary>The one run that the file and the command line describe.</summary>
    /// <exception cref="UserErrorException">More than one, or a wrong value.</exception>
    public ResolvedConfig Resolve(IReadOnlyList<Setting> commandLine)
    {
        var cells = Cells(commandLine);
        return cells.Count == 1
            ? cells[0]
            : throw YamlTree.Wrong(
                $"{Path} describes {cells.Count} runs; name one with method.name=… train.n_d=… train.seed=…, or use sweep."
            );
    }

    /// <summary>Every cell of the grid once, methods outermost, seeds innermost; one cell where there is no sweep.</summary>
    /// <exception cref="UserErrorException">A wrong key or value in any cell.</exception>
    public IReadOnlyList<ResolvedConfig> Cells(IReadOnlyList<Setting> commandLine)
    {
        var cells =
            from method in Axis("methods", "method.name", commandLine)
            from data in Axis("datasets", "dataset.name", commandLine)
            from size in Axis("n_d", "train.n_d", commandLine)
            from seed in Axis("seeds", "train.seed", commandLine)
            select ConfigResolver.Resolve(settings, data.Settings, size.Settings, method.Settings, seed.Settings, commandLine);
        return [.. cells.DistinctBy(cell => cell.Canonical)];
    }

    private IEnumerable<Point> Axis(string name, string key, IReadOnlyList<Setting> commandLine)
    {
        if (!axes.TryGetValue(name, out var points))
            return [new Point("", [])];
        if (commandLine.LastOrDefault(s => s.Path == key) is not { } chosen)
            return points;
        return points.Where(p => p.Value == chosen.Text).Take(1).DefaultIfEmpty(new Point(chosen.Text, [chosen]));
    }

    private void ReadSweep(YamlNode node)
    {
        if (node is not YamlMappingNode sweep)
            throw YamlTree.Wrong($"{YamlTree.Place(Path, node)}: sweep must hold {string.Join(", ", axisNames)}.");
        foreach (var (key, value) in sweep.Children)
        {
            var name = key.ToString();
            axes[name] = name switch
            {
                "seeds" => List(value, "train.seed"),
                "n_d" when value is YamlMappingNode sizes => Sizes(sizes),
                "n_d" => List(value, "train.n_d"),
                "methods" => Named(value, "method.name", "methods must be a list of settings, one item a method."),
                "datasets" => Named(
                    value,
                    "dataset.name",
                    "datasets must be a list of names or of settings, one item a data set."
                ),
                _ => throw YamlTree.Wrong(
                    $"{YamlTree.Place(Path, key)}: sweep has no axis '{name}'; did you mean {NearestName.Of(name, axisNames)}?"
                ),
            };
        }
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

    private static YamlNode? Take(YamlMappingNode top, string section)
    {
        var found = top.Children.FirstOrDefault(c => c.Key.ToString() == section);
        if (found.Key is null)
            return null;
        top.Children.Remove(found.Key);
        return found.Value;
    }

    private List<Point> NotEmpty(YamlNode node, string key, List<Point> points) =>
        points.Count > 0 ? points : throw YamlTree.Wrong($"{YamlTree.Place(Path, node)}: this axis lists no {key}.");
}
