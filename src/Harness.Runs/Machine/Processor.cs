namespace Harness.Runs;

/// <summary>The processor as the operating system describes it.</summary>
/// <param name="Name">Model name and core count, e.g. <c>Intel(R) Xeon(R) Processor (family 6, model 143), 2 cores</c>.</param>
public sealed record Processor(string Name, IReadOnlySet<string> Flags)
{
    public static Processor Current { get; } = Parse(File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo") : []);

    /// <summary>Reads the lines of <c>/proc/cpuinfo</c>.</summary>
    public static Processor Parse(IEnumerable<string> lines)
    {
        var first = new Dictionary<string, string>();
        foreach (var parts in lines.Select(l => l.Split(':', 2)).Where(p => p.Length == 2))
            first.TryAdd(parts[0].Trim(), parts[1].Trim());
        string Get(string key) => first.GetValueOrDefault(key, "");
        var name = Get("model name") is { Length: > 0 } model ? model : "unknown processor";
        var numbers = Get("model") is { Length: > 0 } number ? $" (family {Get("cpu family")}, model {number})" : "";
        var flags = (Get("flags") + Get("Features")).Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        return new Processor($"{name}{numbers}, {Environment.ProcessorCount} cores", flags);
    }
}
