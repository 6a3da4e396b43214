using System.Globalization;

namespace Harness.Runs.Machine;

/// <summary>The processor as the operating system describes it.</summary>
/// <param name="Name">Model name and core count, e.g. <c>Intel(R) Xeon(R) Processor (family 6, model 143), 2 cores</c>.</param>
public sealed record Processor(string Name, IReadOnlySet<string> Flags)
{
    /// <summary>The fastest core's clock as last seen; 0 when the system does not tell.</summary>
    public double GigaHertz { get; init; }

    /// <summary>Cores that do not share their arithmetic with another one.</summary>
    public int PhysicalCores { get; init; } = Environment.ProcessorCount;

    public static Processor Current { get; } = Parse(File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo") : []);

    /// <summary>Reads the lines of <c>/proc/cpuinfo</c>.</summary>
    public static Processor Parse(IEnumerable<string> lines)
    {
        var first = new Dictionary<string, string>();
        var clock = 0.0;
        var (socket, cores) = ("", new HashSet<string>());
        foreach (
            var (key, value) in lines
                .Select(l => l.Split(':', 2))
                .Where(p => p.Length == 2)
                .Select(p => (p[0].Trim(), p[1].Trim()))
        )
        {
            first.TryAdd(key, value);
            if (key == "cpu MHz" && double.TryParse(value, CultureInfo.InvariantCulture, out var megaHertz))
                clock = Math.Max(clock, megaHertz / 1000);
            else if (key == "physical id")
                socket = value;
            else if (key == "core id")
                cores.Add($"{socket}/{value}");
        }
        string Get(string key) => first.GetValueOrDefault(key, "");
        var name = Get("model name") is { Length: > 0 } model ? model : "unknown processor";
        var numbers = Get("model") is { Length: > 0 } number ? $" (family {Get("cpu family")}, model {number})" : "";
        var flags = (Get("flags") + Get("Features")).Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        return new Processor($"{name}{numbers}, {Environment.ProcessorCount} cores", flags)
        {
            GigaHertz = clock,
            PhysicalCores = cores.Count > 0 ? cores.Count : Environment.ProcessorCount,
        };
    }
}
