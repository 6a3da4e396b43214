using System.Collections;
using System.Globalization;

namespace Harness.Adapters.Options;

/// <summary>Converts what a YAML or command-line reader yields (text, numbers, flags, lists) to a property's type.</summary>
internal static class OptionValue
{
    public static bool TryConvert(object? value, Type type, out object? converted)
    {
        converted = null;
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return value is null or "" or "null" || TryConvert(value, inner, out converted);
        if (type == typeof(IReadOnlyList<string>))
            return TryList(value, out converted);
        var text = Show(value).Trim();
        var culture = CultureInfo.InvariantCulture;
        if (type == typeof(string))
            converted = value is null ? null : text;
        else if (type == typeof(int) && int.TryParse(text, NumberStyles.Integer, culture, out var whole))
            converted = whole;
        else if (
            type == typeof(double)
            && double.TryParse(text, NumberStyles.Float, culture, out var real)
            && double.IsFinite(real)
        )
            converted = real;
        else if (type == typeof(bool))
            converted = text.ToLowerInvariant() switch
            {
                "true" or "1" or "yes" or "on" => true,
                "false" or "0" or "no" or "off" => false,
                _ => null,
            };
        else if (type.IsEnum)
            converted = Enum.GetNames(type)
                .Where(n => Spelling.Snake(n) == text)
                .Select(n => Enum.Parse(type, n))
                .FirstOrDefault();
        return converted is not null;
    }

    /// <summary>What a value of this type looks like, for an error line.</summary>
    public static string Expected(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain == typeof(int) ? "a whole number"
            : plain == typeof(double) ? "a finite number"
            : plain == typeof(bool) ? "true or false"
            : plain == typeof(IReadOnlyList<string>) ? "a list of names"
            : plain.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(plain).Select(Spelling.Snake))}"
            : "a text";
    }

    public static string Show(object? value) =>
        value switch
        {
            null => "",
            string text => text,
            IEnumerable items => string.Join(", ", items.Cast<object?>().Select(Show)),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };

    private static bool TryList(object? value, out object? converted)
    {
        IReadOnlyList<string> items = value switch
        {
            null => [],
            string text => text.Trim('[', ']', ' ')
                .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            IEnumerable many => [.. many.Cast<object?>().Select(Show)],
            _ => [Show(value)],
        };
        converted = items;
        return true;
    }
}
