using System.Reflection;

namespace Harness.Adapters.Options;

/// <summary>The key under which a property of a method's configuration is set, spelled as in PEFT or in the authors' code.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OptionAttribute(string key, string meaning) : Attribute
{
    public string Key { get; } = key;

    public string Meaning { get; } = meaning;
}

/// <summary>One option of a method, as help and documentation show it.</summary>
public sealed record OptionInfo(string Key, string Meaning, Type Type, object? Default);

/// <summary>Moves values between configuration keys and the properties marked with <see cref="OptionAttribute"/>.</summary>
public static class OptionBinder
{
    /// <summary>The options of a configuration type with their defaults, in declaration order (base types first).</summary>
    public static IReadOnlyList<OptionInfo> Describe(object prototype) =>
        [
            .. Properties(prototype.GetType())
                .Select(p => new OptionInfo(
                    p.option.Key,
                    p.option.Meaning,
                    p.property.PropertyType,
                    p.property.GetValue(prototype)
                )),
        ];

    /// <summary>Key → value of every option of <paramref name="configuration"/>; enum values in their snake-case spelling.</summary>
    public static IReadOnlyDictionary<string, object?> Read(object configuration) =>
        Properties(configuration.GetType())
            .ToDictionary(
                p => p.option.Key,
                p =>
                    p.property.GetValue(configuration) is Enum e
                        ? Spelling.Snake(e.ToString())
                        : p.property.GetValue(configuration)
            );

    /// <summary>Sets the given keys on <paramref name="target"/> and returns a line for each key or value that does not fit.</summary>
    public static IReadOnlyList<string> Bind(object target, string method, IEnumerable<KeyValuePair<string, object?>> values)
    {
        var known = Properties(target.GetType()).ToDictionary(p => p.option.Key, p => p.property, StringComparer.Ordinal);
        var problems = new List<string>();
        foreach (var (key, value) in values)
        {
            if (!known.TryGetValue(key, out var property))
                problems.Add(
                    $"{method} has no option '{key}'{Spelling.Suggest(key, known.Keys)}; options: {string.Join(", ", known.Keys)}."
                );
            else if (OptionValue.TryConvert(value, property.PropertyType, out var converted))
                property.SetValue(target, converted);
            else
                problems.Add($"{key}: '{OptionValue.Show(value)}' is not {OptionValue.Expected(property.PropertyType)}.");
        }
        return problems;
    }

    private static IEnumerable<(PropertyInfo property, OptionAttribute option)> Properties(Type type) =>
        from depth in Ancestry(type).Reverse()
        from property in depth.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        let option = property.GetCustomAttribute<OptionAttribute>()
        where option is not null
        select (property, option);

    private static IEnumerable<Type> Ancestry(Type? type)
    {
        for (; type is not null; type = type.BaseType)
            yield return type;
    }
}
