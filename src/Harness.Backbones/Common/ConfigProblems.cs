using System.Text.Json;

namespace Harness.Backbones.Common;

/// <summary>Collects what is wrong with a configuration, so that all of it is said at once.</summary>
internal sealed class ConfigProblems
{
    private readonly List<string> problems = [];

    public IReadOnlyList<string> All => problems;

    public void Check(bool holds, string key, object? value, string mustBe)
    {
        if (!holds)
            problems.Add($"{key} is {value ?? "null"}; it must be {mustBe}.");
    }

    public void Positive(string key, long value) => Check(value > 0, key, value, "at least 1");

    public void Probability(string key, double value) => Check(value is >= 0 and < 1, key, value, "in [0, 1)");

    public void Activation(string key, string value) =>
        Check(Activations.IsKnown(value), key, value, $"one of {Activations.Names}");

    /// <summary>A width that its heads must divide.</summary>
    public void Heads(string widthKey, long width, string headsKey, long heads)
    {
        Positive(widthKey, width);
        Check(heads > 0 && width % heads == 0, headsKey, heads, $"a divisor of {widthKey} = {width}");
    }

    /// <exception cref="ArgumentException">The list is not empty; the message holds every problem.</exception>
    public static void Throw(string what, IReadOnlyList<string> problems)
    {
        if (problems.Count > 0)
            throw new ArgumentException($"{what}: {string.Join(" ", problems)}");
    }
}

/// <summary>Reads and writes a <c>config.json</c>: keys in snake case, unknown keys ignored, absent ones at their default.</summary>
internal static class ConfigJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    public static string Write<T>(T config) => JsonSerializer.Serialize(config, Options) + "\n";

    /// <exception cref="ArgumentException">Not JSON, or a value has the wrong type; one line.</exception>
    public static T Read<T>(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Options)
                ?? throw new ArgumentException($"{typeof(T).Name}: the configuration is null.");
        }
        catch (JsonException e)
        {
            throw new ArgumentException(
                $"{typeof(T).Name}: the configuration cannot be read at {e.Path ?? "the start"} ({e.Message.ReplaceLineEndings(" ")})",
                e
            );
        }
    }
}

/// <summary>Parameter arithmetic that BERT-like blocks share.</summary>
internal static class EncoderMath
{
    /// <summary>Four maps d → d, two maps d ↔ ff, all with biases, and two layer norms.</summary>
    public static long BlockParameters(long d, long ff) => 4 * (d * d + d) + 2 * d * ff + ff + d + 4 * d;
}
