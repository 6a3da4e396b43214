using Harness.Data.Files;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Harness.Runs.Configuration;

/// <summary>Reads YAML into settings that remember their line.</summary>
internal static class YamlTree
{
    /// <summary>The top mapping of a file.</summary>
    /// <exception cref="UserErrorException">Missing (3), not YAML or not a mapping (2).</exception>
    public static YamlMappingNode Load(string path)
    {
        if (!File.Exists(path))
            throw new UserErrorException(
                $"{path} does not exist; the shipped configurations are paper/*/experiments/*.yaml.",
                UserErrorException.Missing
            );
        try
        {
            var yaml = new YamlStream();
            using var reader = new StreamReader(path);
            yaml.Load(reader);
            return yaml.Documents is [{ RootNode: YamlMappingNode top }]
                ? top
                : throw Wrong($"{path}:1: a configuration is one mapping of keys to values.");
        }
        catch (YamlException e)
        {
            throw Wrong($"{path}:{e.Start.Line}: not YAML: {e.Message}");
        }
        catch (UnauthorizedAccessException e)
        {
            throw new UserErrorException($"{path} cannot be read: no permission.", UserErrorException.Missing, e);
        }
    }

    /// <summary>Every scalar below <paramref name="node"/> with its dotted path; a list of scalars becomes one text.</summary>
    public static IEnumerable<Setting> Flatten(YamlNode node, string file, string prefix = "", string listSeparator = ", ")
    {
        if (node is not YamlMappingNode mapping)
            throw Wrong($"{Place(file, node)}: {(prefix.Length > 0 ? prefix : "this")} must be a mapping of keys to values.");
        foreach (var (key, value) in mapping.Children)
        {
            var path = prefix.Length > 0 ? $"{prefix}.{key}" : key.ToString();
            if (value is YamlScalarNode scalar)
            {
                yield return new Setting(path, scalar.Value ?? "", Place(file, value));
                continue;
            }
            if (value is YamlSequenceNode list)
            {
                if (list.Any(item => item is not YamlScalarNode))
                    throw Wrong($"{Place(file, value)}: {path} takes a value or a list of values, nothing deeper.");
                yield return new Setting(path, string.Join(listSeparator, list), Place(file, value));
                continue;
            }
            foreach (var inner in Flatten(value, file, path, listSeparator))
                yield return inner;
        }
    }

    /// <summary>The scalars of a list, or of one value alone.</summary>
    public static IEnumerable<Setting> Items(YamlNode node, string file, string path) =>
        node switch
        {
            YamlScalarNode scalar => [new Setting(path, scalar.Value ?? "", Place(file, node))],
            YamlSequenceNode sequence => sequence.Children.SelectMany(item => Items(item, file, path)),
            _ => throw Wrong($"{Place(file, node)}: expected a list of values for {path}."),
        };

    public static string Place(string file, YamlNode node) => $"{Path.GetFileName(file)}:{node.Start.Line}";

    public static UserErrorException Wrong(string message) => new(message, UserErrorException.BadUsage);
}
