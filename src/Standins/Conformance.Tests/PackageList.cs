using System.Reflection;
using System.Text.RegularExpressions;

namespace Conformance.Tests;

/// <summary>
/// What a published package has of what the harness uses, read from <c>Packages/NAME.txt</c>: a line for each type, indented lines for
/// its members, both spelled as <see cref="Signatures"/> spells them; <c>#</c> begins a comment. The lists are kept from the
/// packages' documentation and public sources; a line is added when the harness needs a member, after reading it there.
/// </summary>
internal sealed class PackageList
{
    private readonly Dictionary<string, List<string>> types = new(StringComparer.Ordinal);

    internal PackageList(IEnumerable<string> lines)
    {
        var members = new List<string>();
        foreach (var line in lines.Where(l => l.Trim().Length > 0 && !l.StartsWith('#')))
            if (line.StartsWith("    ", StringComparison.Ordinal))
                members.Add(line.Trim());
            else if (!types.TryAdd(line, members = []))
                throw new FormatException($"'{line}' is listed twice");
    }

    internal static PackageList Of(string package) => new(File.ReadLines(Path.Combine(Folder, package + ".txt")));

    internal static string Folder => Path.Combine(Root, "src", "Standins", "Conformance.Tests", "Packages");

    internal static string Root => typeof(PackageList).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Root").Value!;

    /// <summary>One line for each difference: a type or member that the package lacks, and a listed one that nobody exposes.</summary>
    internal IEnumerable<string> Differences(IReadOnlyDictionary<string, SortedSet<string>> exposed)
    {
        foreach (var (type, members) in exposed)
        {
            if (!types.TryGetValue(type, out var listed))
            {
                yield return $"the package has no '{type}'{Instead(Bare(type), types.Keys)}";
                continue;
            }
            foreach (var member in members.Where(m => !listed.Contains(m) && !listed.Any(l => Fits(m, l))))
                yield return $"{type}: the package has no '{member}'{Instead(Bare(member), listed)}";
            foreach (var member in listed.Where(l => !members.Contains(l) && !members.Any(m => Fits(m, l))))
                yield return $"{type}: '{member}' is listed, and nobody exposes it";
        }
        foreach (var type in types.Keys.Where(t => !exposed.ContainsKey(t)))
            yield return $"'{type}' is listed, and nobody exposes it";
    }

    private static string Instead(string name, IEnumerable<string> lines) =>
        lines.Where(l => Bare(l) == name).ToArray() is { Length: > 0 } found ? $"; it has '{string.Join("' and '", found)}'" : "";

    private static string Bare(string line) => Regex.Match(line, @"([\w.`]+)(<[^(]*>)?(\(| \{| : | where |$)").Groups[1].Value;

    /// <summary>
    /// True when every call of the exposed member is a call of the listed one: both are equal, or the exposed one only leaves out optional
    /// arguments of an F# member (these are passed by name, so those that remain mean the same).
    /// </summary>
    internal static bool Fits(string exposed, string listed)
    {
        if (exposed == listed)
            return true;
        var (mine, theirs) = (Parse(exposed), Parse(listed));
        if (mine is null || theirs is null || mine.Value.Head != theirs.Value.Head)
            return false;
        var next = 0;
        foreach (var parameter in theirs.Value.Parameters)
            if (next < mine.Value.Parameters.Count && mine.Value.Parameters[next] == parameter)
                next++;
            else if (!parameter.Contains(" ?", StringComparison.Ordinal))
                return false;
        return next == mine.Value.Parameters.Count && next < theirs.Value.Parameters.Count;
    }

    /// <summary>What stands before the parameters, and each parameter; type parameters lose their numbers, which shift with what is left out.</summary>
    private static (string Head, List<string> Parameters)? Parse(string member)
    {
        var open = member.IndexOf('(');
        if (open < 0)
            return null;
        var parameters = new List<string>();
        var (depth, start) = (0, open + 1);
        for (var i = start; depth >= 0 && i < member.Length; i++)
        {
            depth += member[i] is '(' or '<' or '[' ? 1 : member[i] is ')' or '>' or ']' ? -1 : 0;
            if (depth >= 0 && !(depth == 0 && member[i] == ','))
                continue;
            if (i > start)
                parameters.Add(Regex.Replace(member[start..i].Trim(), @"\bM\d+\b", "M"));
            start = i + 1;
        }
        return (Regex.Replace(Regex.Replace(member[..open], @"<M[^>]*>$", ""), @"\bM\d+\b", "M"), parameters);
    }
}
