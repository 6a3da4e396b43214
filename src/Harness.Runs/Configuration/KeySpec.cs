using System.Globalization;

namespace Harness.Runs.Configuration;

/// <summary>What kind of value a key takes.</summary>
public enum ValueKind
{
    Integer,
    Number,
    Flag,
    Text,

    /// <summary>Names, kept as one text with commas between them.</summary>
    List,
}

/// <summary>One key of a configuration: its place, type, default, meaning and the paper's symbol.</summary>
/// <param name="Path">Dotted path, e.g. <c>train.lr</c>.</param>
/// <param name="Default"><c>int</c>, <c>double</c>, <c>bool</c> or <c>string</c>; null when the experiment must say it.</param>
/// <param name="Meaning">One phrase for the documented table.</param>
/// <param name="Symbol">The paper's symbol, empty where it has none.</param>
public sealed record KeySpec(string Path, ValueKind Kind, object? Default, string Meaning, string Symbol = "")
{
    /// <summary>The only values allowed; empty for any.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Smallest number allowed.</summary>
    public double Minimum { get; init; } = double.NegativeInfinity;

    /// <summary>Largest number allowed.</summary>
    public double Maximum { get; init; } = double.PositiveInfinity;

    /// <summary>Reads a scalar as written. Null in <paramref name="problem"/> when it fits, else what would work.</summary>
    public object? Parse(string text, out string? problem)
    {
        var value = Read(text);
        problem = value switch
        {
            null => $"must be {Describe()}",
            _ when Choices.Count > 0 && !Choices.Contains((string)value) => $"must be {Describe()}",
            int i when i < Minimum || i > Maximum => $"must be {Describe()}",
            double d when !double.IsFinite(d) || d < Minimum || d > Maximum => $"must be {Describe()}",
            _ => null,
        };
        return problem is null ? value : null;
    }

    /// <summary>The same text for the same value on every machine; <see cref="Parse"/> reads it back.</summary>
    public static string Format(object value) =>
        value switch
        {
            double d => d.ToString("R", CultureInfo.InvariantCulture),
            bool b => b ? "true" : "false",
            IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
            _ => (string)value,
        };

    private object? Read(string text) =>
        Kind switch
        {
            ValueKind.Integer => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var i)
                ? i
                : null,
            ValueKind.Number => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var d) ? d : null,
            ValueKind.Flag => text is "true" or "false" ? text == "true" : null,
            ValueKind.List => string.Join(
                ", ",
                text.Trim('[', ']').Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            ),
            _ => text,
        };

    /// <summary>What a value must be, e.g. <c>a whole number of at least 1</c>.</summary>
    public string Describe()
    {
        if (Choices.Count > 0)
            return $"one of {string.Join(", ", Choices)}";
        var kind = Kind switch
        {
            ValueKind.Integer => "a whole number",
            ValueKind.Number => "a number",
            ValueKind.Flag => "true or false",
            ValueKind.List => "a list of names",
            _ => "a text",
        };
        return (double.IsFinite(Minimum), double.IsFinite(Maximum)) switch
        {
            (true, true) => $"{kind} from {Format(Minimum)} to {Format(Maximum)}",
            (true, false) => $"{kind} of at least {Format(Minimum)}",
            (false, true) => $"{kind} of at most {Format(Maximum)}",
            _ => kind,
        };
    }
}
