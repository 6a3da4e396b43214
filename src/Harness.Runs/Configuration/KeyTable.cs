using System.Text;
using Harness.Runs.Sweeps.Slurm;

namespace Harness.Runs.Configuration;

/// <summary>The documented table of every key of a configuration, as <c>paper/KEYS.md</c> holds it.</summary>
public static class KeyTable
{
    /// <summary>Markdown: paper symbols to keys first, then every key with its values, default and meaning.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder(
            """
            # Keys of a configuration

            `./harness run CONFIG --show` prints every key with its value and where that came from: default, a line of the file, or the command line.
            A key that does not exist is an error that names the nearest one.

            ## The papers' symbols

            | Symbol | Key | Meaning |
            | --- | --- | --- |

            """
        );
        var methods = MethodCatalog
            .All.SelectMany(m => m.Options.Select(option => (method: m.Name, option)))
            .ToLookup(o => o.option.Path);
        foreach (var key in ConfigSchema.Keys.Concat(methods.Select(m => m.First().option)).Where(k => k.Symbol.Length > 0))
            text.Append($"| {key.Symbol} | `{key.Path}` | {key.Meaning} |\n");
        text.Append("\n## Keys of every run\n\n| Key | Value | Default | Meaning |\n| --- | --- | --- | --- |\n");
        foreach (var key in ConfigSchema.Keys)
            text.Append(Row(key, key.Meaning));
        text.Append("\n## A method of one's own\n\n| Key | Value | Default | Meaning |\n| --- | --- | --- | --- |\n");
        text.Append(Row(MethodCatalog.Assembly, MethodCatalog.Assembly.Meaning));
        foreach (var method in MethodCatalog.All.Where(m => m.Options.Count > 0))
        {
            text.Append(
                $"\n## Options of `method.name: {method.Name}`\n\n| Key | Value | Default | Meaning |\n| --- | --- | --- | --- |\n"
            );
            foreach (var key in method.Options)
                text.Append(Row(key, key.Meaning));
        }
        text.Append(
            "\n## Slurm\n\nFor `./harness sweep --executor slurm`, in a section `slurm` of the file or as `slurm.key=value`; they belong to no run.\n\n"
        );
        text.Append("| Key | Value | Default | Meaning |\n| --- | --- | --- | --- |\n");
        foreach (var key in SlurmOptions.Keys)
            text.Append(Row(key, key.Meaning));
        return text.ToString();
    }

    private static string Row(KeySpec key, string meaning) =>
        $"| `{key.Path}` | {key.Describe()} | {(key.Default is { } value ? $"`{KeySpec.Format(value)}`" : "must be given")} | {meaning}{(key.Symbol.Length > 0 ? $" ({key.Symbol})" : "")} |\n";
}
