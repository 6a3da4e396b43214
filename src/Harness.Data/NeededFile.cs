using Harness.Data.Files;

namespace Harness.Data;

/// <summary>A file (or folder) that a run needs and that the harness neither makes nor fetches.</summary>
/// <param name="What">What it is, e.g. <c>gqa: questions of train</c>.</param>
/// <param name="Folder">Where it is looked for.</param>
/// <param name="Places">Below the folder; any one of them is enough.</param>
/// <param name="How">How to get it, as the end of a message.</param>
public sealed record NeededFile(string What, string Folder, IReadOnlyList<string> Places, string How)
{
    /// <summary>The first place that exists; null where it is missing.</summary>
    public string? Found => Places.Select(p => Path.Combine(Folder, p)).FirstOrDefault(Path.Exists);

    /// <summary>The places and the folder, files that differ in their endings together.</summary>
    public string LookedFor =>
        $"looked for {string.Join(", ", Places.GroupBy(Stem).Select(g => g.Count() == 1 ? g.Single() : $"{g.Key}{{{string.Join(',', g.Select(Path.GetExtension))}}}"))} in {Folder}";

    /// <exception cref="UserErrorException">It is missing; exit code 3.</exception>
    public string Require() =>
        Found ?? throw new UserErrorException($"{What} is missing: {LookedFor}; {How}.", UserErrorException.Missing);

    private static string Stem(string place) => place[..^Path.GetExtension(place).Length];
}
