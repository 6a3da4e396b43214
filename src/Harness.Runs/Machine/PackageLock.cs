using System.Text.Json;

namespace Harness.Runs.Machine;

/// <summary>The packages that a program was built with, from the <c>.deps.json</c> that the build writes beside it.</summary>
public static class PackageLock
{
    /// <param name="program">The program's assembly, e.g. <c>Harness.Cli.dll</c>.</param>
    /// <returns>Name and version of every package, ordered by name; empty where the build left no list.</returns>
    public static IReadOnlyDictionary<string, string> Of(string program)
    {
        var file = Path.ChangeExtension(program, ".deps.json");
        var packages = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (!File.Exists(file))
            return packages;
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        foreach (var library in json.RootElement.GetProperty("libraries").EnumerateObject())
        {
            if (library.Value.GetProperty("type").GetString() == "package" && library.Name.Split('/') is [var name, var version])
                packages[name] = version;
        }
        return packages;
    }
}
