namespace Harness.Tests.Shared;

/// <summary>What the comments of an experiment file say: those at its head, and those above each experiment.</summary>
public static class ExperimentComments
{
    /// <summary>The comment lines at the head of the file, without their marks.</summary>
    public static IReadOnlyList<string> Head(string path) => Lines(File.ReadLines(path));

    /// <summary>The comment lines above an experiment; the head where the file has no section <c>experiments</c>.</summary>
    public static IReadOnlyList<string> Of(string path, string experiment)
    {
        var lines = File.ReadAllLines(path);
        var section = Array.IndexOf(lines, "experiments:");
        return section < 0
            ? Head(path)
            : [.. Lines(lines.Skip(section).TakeWhile(line => line != $"  {experiment}:").Reverse()).Reverse()];
    }

    private static IReadOnlyList<string> Lines(IEnumerable<string> lines) =>
        [.. lines.Select(line => line.Trim()).TakeWhile(line => line.StartsWith('#')).Select(line => line.TrimStart('#').Trim())];
}
