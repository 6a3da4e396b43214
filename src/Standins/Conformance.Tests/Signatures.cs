using System.Collections;
using System.Globalization;
using System.Reflection;

namespace Conformance.Tests;

/// <summary>
/// The public and protected face of an assembly, one line a member, as C# would declare it: return type, name, parameters with
/// their names, order, modifiers and optional values. F# adds <c>?name</c> for an optional argument, the argument groups of a curried
/// function and the name in F# source where that differs. Attributes are only read as data, so that an assembly opened for
/// inspection alone will do.
/// </summary>
internal static class Signatures
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Type headers, each with its members in ordinal order.</summary>
    internal static SortedDictionary<string, SortedSet<string>> Of(Assembly assembly)
    {
        var types = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var type in assembly.GetTypes().Where(Visible))
            if (Members(type) is var members && (members.Count > 0 || !Static(type)))
                types.Add(Header(type), members);
        return types;
    }

    private static bool Visible(Type type) =>
        (type.IsPublic || type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem)
        && (type.DeclaringType is null || Visible(type.DeclaringType)) && !type.Name.Contains('@') && type.Name != "Tags";

    private static bool Static(Type type) => type.IsAbstract && type.IsSealed;

    private static string Header(Type type)
    {
        var kind = type.IsEnum ? "enum" : type.IsInterface ? "interface" : IsDelegate(type) ? "delegate" : type.IsValueType ? "struct"
            : IsUnion(type) ? "union" : Static(type) ? "static class" : type.IsSealed ? "sealed class" : "class";
        var name = string.IsNullOrEmpty(type.Namespace) ? Name(type) : type.Namespace + "." + Name(type);
        if (Mapping(type) is 7)
            return "module " + (name.EndsWith("Module", StringComparison.Ordinal) ? name[..^6] : name);
        var bases = type.IsClass && !IsDelegate(type) && !IsUnion(type) && type.BaseType is { FullName: not "System.Object" } b && !Static(type) ? " : " + Name(b) : "";
        return $"{kind} {name}{bases}{Constraints(type.GetGenericArguments())}";
    }

    private static bool IsDelegate(Type type) => type.BaseType?.FullName == "System.MulticastDelegate";

    private static SortedSet<string> Members(Type type)
    {
        var lines = new SortedSet<string>(StringComparer.Ordinal);
        if (type.IsEnum)
        {
            foreach (var field in type.GetFields(BindingFlags.Public | BindingFlags.Static))
                lines.Add($"{field.Name} = {Convert.ToString(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}");
            return lines;
        }
        if (!IsDelegate(type))
            foreach (var contract in type.GetInterfaces().Where(i => i.IsPublic && !i.Namespace!.StartsWith("System.Collections", StringComparison.Ordinal)
                && i.Name is not ("IStructuralEquatable" or "IStructuralComparable" or "ISpanFormattable")))
                lines.Add($"implements {Name(contract)}");
        foreach (var constructor in type.GetConstructors(Declared).Where(c => Seen(c) && !(IsDelegate(type))))
            lines.Add($"{(type.IsAbstract ? "protected " : Access(constructor))}new({Parameters(constructor)})");
        foreach (var field in type.GetFields(Declared).Where(f => (f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly) && !Generated(f)))
            lines.Add($"{(field.IsPublic ? "" : "protected ")}{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}"
                + $"{Name(field.FieldType)} {field.Name}{(field.IsLiteral ? " = " + Value(field.GetRawConstantValue()) : "")}");
        foreach (var property in type.GetProperties(Declared))
            Property(property, lines);
        foreach (var happening in type.GetEvents(Declared).Where(e => e.AddMethod is { } add && Seen(add)))
            lines.Add($"event {Name(happening.EventHandlerType!)} {happening.Name}");
        foreach (var method in type.GetMethods(Declared).Where(m => Seen(m) && !Accessor(m) && !OverridesObject(m) && (!Generated(m) || Case(m))))
            if (!IsDelegate(type) || method.Name == "Invoke")
                lines.Add(Method(method));
        return lines;
    }

    private static void Property(PropertyInfo property, SortedSet<string> lines)
    {
        var (get, set) = (property.GetMethod is { } g && Seen(g) ? g : null, property.SetMethod is { } s && Seen(s) ? s : null);
        if ((get ?? set) is not { } shown || Generated(property) && !Case(property) || Generated(shown) && !Case(property) && property.Name.StartsWith("Is", StringComparison.Ordinal) && IsUnion(property.DeclaringType!))
            return;
        var index = property.GetIndexParameters().Length == 0 ? property.Name : $"this[{Parameters(property.GetIndexParameters())}]";
        string Half(MethodInfo? half, string word) => half is null ? "" : (half.IsPublic == shown.IsPublic ? "" : Access(half)) + word + "; ";
        lines.Add($"{Access(shown)}{Slot(shown)}{Name(property.PropertyType)}{Nullable(property)} {index} {{ {Half(get, "get")}{Half(set, "set")}}}");
    }

    private static string Method(MethodInfo method)
    {
        var source = Named(method, "CompilationSourceNameAttribute")?.ConstructorArguments[0].Value is string name && name != method.Name ? $" as {name}" : "";
        var groups = Named(method, "CompilationArgumentCountsAttribute")?.ConstructorArguments[0].Value is IReadOnlyCollection<CustomAttributeTypedArgument> counts
            ? $" [{string.Join(" -> ", counts.Select(c => c.Value))}]" : "";
        return $"{Access(method)}{Slot(method)}{Name(method.ReturnType)}{Nullable(method.ReturnParameter)} {method.Name}{Arguments(method.GetGenericArguments())}"
            + $"({(Named(method, "ExtensionAttribute") is null ? "" : "this ")}{Parameters(method)}){Constraints(method.GetGenericArguments())}{groups}{source}";
    }

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Slot(MethodInfo method) =>
        method.IsStatic ? "static "
        : method.DeclaringType!.IsInterface || !method.IsVirtual || method.IsFinal ? ""
        : method.IsAbstract ? "abstract "
        : (method.Attributes & MethodAttributes.NewSlot) == 0 ? "override "
        : "virtual ";

    private static string Parameters(MethodBase method) => Parameters(method.GetParameters());

    private static string Parameters(ParameterInfo[] parameters) => string.Join(", ", parameters.Select(p =>
    {
        var optional = Named(p, "OptionalArgumentAttribute") is not null;
        var type = p.ParameterType.IsByRef ? p.ParameterType.GetElementType()! : p.ParameterType;
        var how = Named(p, "ParamArrayAttribute") is not null || Named(p, "ParamCollectionAttribute") is not null ? "params "
            : !p.ParameterType.IsByRef ? "" : p.IsOut ? "out " : p.IsIn ? "in " : "ref ";
        return $"{how}{Name(optional ? type.GetGenericArguments()[0] : type)}{Nullable(p)} {(optional ? "?" : "")}{p.Name}"
            + (p.IsOptional && !optional ? " = " + (p.HasDefaultValue ? Value(p.RawDefaultValue) : "default") : "");
    }));

    private static string Value(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static string Arguments(Type[] arguments) => arguments.Length == 0 ? "" : $"<{string.Join(", ", arguments.Select(Name))}>";

    private static string Constraints(Type[] arguments) => string.Concat(arguments.Where(a => a.IsGenericParameter).Select(a =>
    {
        var flags = a.GenericParameterAttributes;
        var all = new List<string>();
        if ((flags & GenericParameterAttributes.NotNullableValueTypeConstraint) != 0) all.Add("struct");
        if ((flags & GenericParameterAttributes.ReferenceTypeConstraint) != 0) all.Add("class");
        all.AddRange(a.GetGenericParameterConstraints().Where(c => c.FullName != "System.ValueType").Select(Name));
        if ((flags & GenericParameterAttributes.DefaultConstructorConstraint) != 0 && !all.Contains("struct")) all.Add("new()");
        return all.Count == 0 ? "" : $" where {Name(a)} : {string.Join(", ", all)}";
    }));

    private static readonly Dictionary<string, string> Keywords = new()
    {
        ["System.Void"] = "void", ["System.Object"] = "object", ["System.String"] = "string", ["System.Boolean"] = "bool", ["System.Byte"] = "byte",
        ["System.SByte"] = "sbyte", ["System.Int16"] = "short", ["System.Int32"] = "int", ["System.Int64"] = "long", ["System.UInt64"] = "ulong",
        ["System.Single"] = "float", ["System.Double"] = "double", ["System.Char"] = "char",
    };

    /// <summary>The type's name without its namespace, with the types that it is nested in.</summary>
    private static string Name(Type type)
    {
        if (type.IsByRef || type.IsPointer) return Name(type.GetElementType()!) + (type.IsPointer ? "*" : "&");
        if (type.IsArray) return $"{Name(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        // A type parameter's name binds nobody, its place does; F# invents names as it infers.
        if (type.IsGenericParameter) return (type.DeclaringMethod is null ? "T" : "M") + type.GenericParameterPosition;
        if (Keywords.TryGetValue(type.FullName ?? "", out var keyword)) return keyword;
        if (type.IsGenericType && type.GetGenericTypeDefinition().FullName == "System.Nullable`1") return Name(type.GetGenericArguments()[0]) + "?";
        var chain = new Stack<Type>();
        for (var t = type; t is not null; t = t.DeclaringType) chain.Push(t);
        var arguments = new Queue<Type>(type.GetGenericArguments());
        return string.Join(".", chain.Select(t =>
        {
            var tick = t.Name.IndexOf('`');
            if (tick < 0) return t.Name;
            var own = Enumerable.Range(0, int.Parse(t.Name[(tick + 1)..], CultureInfo.InvariantCulture)).Select(_ => Name(arguments.Dequeue()));
            return $"{t.Name[..tick]}<{string.Join(", ", own)}>";
        }));
    }

    /// <summary>"?" where C# code that checks for null is told that a reference may be null.</summary>
    private static string Nullable(ParameterInfo parameter) => parameter.ParameterType.IsValueType ? "" : Question(new NullabilityInfoContext().Create(parameter), parameter.Position < 0);

    private static string Nullable(PropertyInfo property) => property.PropertyType.IsValueType ? "" : Question(new NullabilityInfoContext().Create(property), property.CanRead);

    private static string Question(NullabilityInfo info, bool read) =>
        (read ? info.ReadState : info.WriteState) == NullabilityState.Nullable && !info.Type.IsGenericParameter ? "?" : "";

    private static bool Seen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool Accessor(MethodInfo method) => method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static bool OverridesObject(MethodInfo method) =>
        method.IsVirtual && method.Name is "Equals" or "GetHashCode" or "ToString" or "CompareTo" or "Finalize";

    private static bool Generated(MemberInfo member) => Named(member, "CompilerGeneratedAttribute") is not null;

    /// <summary>A case of an F# union: what the compiler makes for it is its only face.</summary>
    private static bool Case(MemberInfo member) => Mapping(member) is 8;

    private static bool IsUnion(Type type) => Mapping(type) is { } flags && (flags & 31) == 1;

    private static int? Mapping(MemberInfo member) => Named(member, "CompilationMappingAttribute")?.ConstructorArguments[0].Value is int flags ? flags & 31 : null;

    private static CustomAttributeData? Named(MemberInfo member, string attribute) => member.GetCustomAttributesData().FirstOrDefault(a => a.AttributeType.Name == attribute);

    private static CustomAttributeData? Named(ParameterInfo parameter, string attribute) => parameter.GetCustomAttributesData().FirstOrDefault(a => a.AttributeType.Name == attribute);
}
