using System.Globalization;

namespace Harness.Parity.Values;

/// <summary>Collects the differences of one case and ends in a <see cref="ParityRecord"/>.</summary>
public sealed class Comparison(string name, string group, double tolerance)
{
    private readonly List<string> failures = [];
    private double maxAbs,
        maxRel;

    /// <summary>Equal within the tolerance, relative for values above one in size.</summary>
    public Comparison Near(string what, double expected, double actual)
    {
        var abs = Math.Abs(expected - actual);
        var rel = expected == 0 ? abs : abs / Math.Abs(expected);
        maxAbs = Math.Max(maxAbs, abs);
        maxRel = Math.Max(maxRel, rel);
        if (!(abs <= tolerance * Math.Max(1, Math.Abs(expected))))
            failures.Add(string.Create(CultureInfo.InvariantCulture, $"{what}: expected {expected:R}, got {actual:R}"));
        return this;
    }

    /// <summary>Relative tolerance whatever the size; for values that may be tiny.</summary>
    public Comparison NearRelative(string what, double expected, double actual)
    {
        var abs = Math.Abs(expected - actual);
        var rel = expected == 0 ? abs : abs / Math.Abs(expected);
        maxAbs = Math.Max(maxAbs, abs);
        maxRel = Math.Max(maxRel, rel);
        if (!(rel <= tolerance))
            failures.Add(string.Create(CultureInfo.InvariantCulture, $"{what}: expected {expected:R}, got {actual:R}"));
        return this;
    }

    public Comparison Same<T>(string what, T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            failures.Add($"{what}: expected '{expected}', got '{actual}'");
        return this;
    }

    public Comparison SameList<T>(string what, IEnumerable<T> expected, IEnumerable<T> actual)
    {
        var (e, a) = (expected.ToList(), actual.ToList());
        if (!e.SequenceEqual(a))
            failures.Add($"{what}: expected '{string.Join('|', e)}', got '{string.Join('|', a)}'");
        return this;
    }

    public ParityRecord Result() =>
        new(
            name,
            group,
            failures.Count == 0 ? ParityOutcome.Pass : ParityOutcome.Fail,
            maxAbs,
            maxRel,
            tolerance,
            string.Join("; ", failures)
        );
}
