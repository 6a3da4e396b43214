using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>What a value looks like to a formatter: one thing, a sequence of things, or an object with members.</summary>
internal static class Shape
{
    public static bool IsScalar(object value) =>
        value is null or string or decimal or DateTime or DateTimeOffset or TimeSpan or Guid or Type or Enum or Uri
        || value.GetType().IsPrimitive;

    /// <summary>The text of a scalar, the same in every culture.</summary>
    public static string Text(object value) => value switch
    {
        null => Formatter.NullString,
        DateTime time => time.ToString("u"),
        DateTimeOffset time => time.ToString("u"),
        Type type => type.Name,
        IFormattable formattable => formattable.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    /// <summary>The first items, and how many follow; −1 when that cannot be told without reading them all.</summary>
    public static (List<object> Items, int More) Items(IEnumerable sequence)
    {
        var items = new List<object>();
        foreach (var item in sequence)
        {
            if (items.Count == Formatter.ListExpansionLimit)
            {
                return (items, sequence is ICollection { Count: var count } ? count - items.Count : -1);
            }
            items.Add(item);
        }
        return (items, 0);
    }

    public static string Remainder(int more) => more switch
    {
        0 => "",
        -1 => " ... (more)",
        _ => $" ... ({more} more)",
    };

    public static bool IsTuple(object value) => value is ITuple;

    /// <summary>Public fields and readable properties, with the value or the exception that reading it gave.</summary>
    public static List<(string Name, object Value)> Members(object value)
    {
        if (value is ITuple tuple)
        {
            return [.. Enumerable.Range(0, tuple.Length).Select(i => ($"Item{i + 1}", tuple[i]))];
        }
        var members = new List<(string, object)>();
        foreach (var member in value.GetType().GetMembers(BindingFlags.Instance | BindingFlags.Public))
        {
            if (member is FieldInfo field)
            {
                members.Add((field.Name, field.GetValue(value)));
            }
            else if (member is PropertyInfo { CanRead: true, PropertyType.IsByRefLike: false } property
                     && property.GetIndexParameters().Length == 0)
            {
                members.Add((property.Name, Read(property, value)));
            }
        }
        return members;
    }

    /// <summary>The type's name as C# writes it.</summary>
    public static string NameOf(Type type)
    {
        var name = type.Name.Split('`')[0];
        return type.IsGenericType ? $"{name}<{string.Join(",", type.GetGenericArguments().Select(NameOf))}>" : name;
    }

    private static object Read(PropertyInfo property, object value)
    {
        try
        {
            return property.GetValue(value);
        }
        catch (TargetInvocationException failure)
        {
            return failure.InnerException;
        }
    }
}
