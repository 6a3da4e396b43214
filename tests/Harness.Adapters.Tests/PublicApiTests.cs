using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Harness.Tests.Shared;

namespace Harness.Adapters.Tests;

/// <summary>What users of the package can name: a change of it is a change of its version.</summary>
public class PublicApiTests
{
    [Fact]
    public void The_public_surface_is_the_approved_one()
    {
        var text = new StringBuilder();
        foreach (var type in typeof(PeftMethod).Assembly.GetExportedTypes().OrderBy(t => Name(t), StringComparer.Ordinal))
        {
            text.Append(Heading(type)).Append('\n');
            foreach (var line in Members(type).Order(StringComparer.Ordinal))
                text.Append("    ").Append(line).Append('\n');
        }
        Approved.Check("public-api", text.ToString());
    }

    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static string Heading(Type type)
    {
        var kind =
            type.IsEnum ? "enum"
            : type.IsInterface ? "interface"
            : type.IsValueType ? "struct"
            : type is { IsAbstract: true, IsSealed: true } ? "static class"
            : type.IsAbstract ? "abstract class"
            : type.IsSealed ? "sealed class"
            : "class";
        // What a base type has already is not said again, nor that a record can be compared.
        IEnumerable<Type> parents = type.IsEnum
            ? []
            : new[] { type.BaseType }
                .OfType<Type>()
                .Where(b => b != typeof(object) && b != typeof(ValueType))
                .Concat(type.GetInterfaces().Except(type.BaseType?.GetInterfaces() ?? []))
                .Where(i => !i.Name.StartsWith("IEquatable", StringComparison.Ordinal));
        var list = string.Join(", ", parents.Select(Name));
        return $"{kind} {Name(type)}{(list.Length > 0 ? " : " + list : "")}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
            return Enum.GetValues(type).Cast<object>().Select(v => $"{v} = {(int)v}");
        var methods = type.GetMethods(Declared).Where(m => Seen(m) && !m.IsSpecialName && !Generated(m)).Select(Signature);
        var constructors = type.GetConstructors(Declared)
            .Where(c => Seen(c) && !Generated(c))
            .Select(c => $"new({Parameters(c)})");
        var properties = type.GetProperties(Declared)
            .Where(p => p.GetMethod is { } get && Seen(get) && p.Name != "EqualityContract")
            .Select(p => $"{Modifiers(p.GetMethod!)}{p.Name}: {Name(p.PropertyType)}{Setter(p)}");
        var fields = type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily).Select(f => $"{f.Name}: {Name(f.FieldType)}");
        return [.. constructors, .. properties, .. fields, .. methods];
    }

    private static string Signature(MethodInfo m)
    {
        var generic = m.IsGenericMethod ? $"<{string.Join(", ", m.GetGenericArguments().Select(Name))}>" : "";
        return $"{Modifiers(m)}{m.Name}{generic}({Parameters(m)}): {Name(m.ReturnType)}";
    }

    private static string Parameters(MethodBase m) =>
        string.Join(", ", m.GetParameters().Select(p => $"{p.Name}: {Name(p.ParameterType)}{(p.HasDefaultValue ? "?" : "")}"));

    private static string Setter(PropertyInfo p) =>
        p.SetMethod is not { } set || !Seen(set) ? ""
        : set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " init"
        : " set";

    private static string Modifiers(MethodBase m) =>
        (m.IsStatic ? "static " : "")
        + (m.IsFamily || m.IsFamilyOrAssembly ? "protected " : "")
        + (m.IsAbstract ? "abstract " : "");

    private static bool Seen(MethodBase m) => m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly;

    // What the compiler adds to records.
    private static bool Generated(MethodBase m) =>
        m.IsDefined(typeof(CompilerGeneratedAttribute)) || m.Name is "<Clone>$" or "Deconstruct" or "PrintMembers";

    private static string Name(Type type)
    {
        if (type.IsGenericParameter)
            return type.Name;
        if (type.HasElementType)
            return Name(type.GetElementType()!) + (type.IsArray ? "[]" : "&");
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Name(inner) + "?";
        var name = type.Name.Split('`')[0];
        if (type.DeclaringType is { } outer && outer.Assembly == typeof(PeftMethod).Assembly)
            name = $"{Name(outer)}.{name}";
        else if (type.Assembly == typeof(PeftMethod).Assembly)
            name = $"{type.Namespace!["Harness.Adapters".Length..].TrimStart('.')}.{name}".TrimStart('.');
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }
}
