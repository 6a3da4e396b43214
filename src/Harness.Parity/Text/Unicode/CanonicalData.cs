using System.Globalization;

namespace Harness.Parity.Text.Unicode;

/// <summary>
/// Canonical decompositions, compositions and combining classes. The run-time library leaves normalisation to a system library, which
/// this program does without; the table comes with the assembly.
/// </summary>
internal sealed class CanonicalData
{
    private static readonly Lazy<CanonicalData> shared = new(Read);

    private readonly Dictionary<int, (int First, int Second)> parts = [];
    private readonly Dictionary<(int, int), int> wholes = [];
    private readonly Dictionary<int, int> classes = [];

    private CanonicalData() { }

    public static CanonicalData Shared => shared.Value;

    /// <summary>One step of decomposition; <c>Second</c> is 0 where one character becomes one.</summary>
    public bool TryDecompose(int code, out (int First, int Second) into) => parts.TryGetValue(code, out into);

    public bool TryCompose(int first, int second, out int whole) => wholes.TryGetValue((first, second), out whole);

    /// <summary>Canonical combining class; 0 for what begins a new character.</summary>
    public int CombiningClass(int code) => classes.GetValueOrDefault(code);

    private static CanonicalData Read()
    {
        var data = new CanonicalData();
        using var stream = typeof(CanonicalData).Assembly.GetManifestResourceStream("Harness.Parity.canonical.txt")!;
        using var lines = new StreamReader(stream);
        while (lines.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
                data.Add(line);
        }
        return data;
    }

    private void Add(string line)
    {
        var sign = line.AsSpan().IndexOfAny("=>-");
        var codes = line[(sign + 1)..].Split(' ', ':');
        var left = Hex(line[..sign]);
        if (line[sign] == '-')
        {
            for (var code = left; code <= Hex(codes[0]); code++)
                classes[code] = int.Parse(codes[1], CultureInfo.InvariantCulture);
            return;
        }
        var pair = (Hex(codes[0]), codes.Length > 1 ? Hex(codes[1]) : 0);
        parts[left] = pair;
        if (line[sign] == '=')
            wholes[pair] = left;
    }

    private static int Hex(string text) => int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
