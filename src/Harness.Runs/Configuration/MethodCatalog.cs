using Harness.Adapters;
using Harness.Adapters.Options;

namespace Harness.Runs.Configuration;

/// <summary>A tuning method or baseline as configurations know it.</summary>
/// <param name="Name">As in <c>method.name</c>.</param>
/// <param name="IsBaseline">True for what stands beside the methods in every table but is none.</param>
/// <param name="Trains">False for a baseline that needs no training.</param>
/// <param name="Options">Its keys below <c>method.</c>, spelled as in PEFT or the authors' code, with the method's own defaults.</param>
public sealed record MethodSpec(string Name, bool IsBaseline, bool Trains, IReadOnlyList<KeySpec> Options);

/// <summary>Everything that <c>method.name</c> may be: the tuning methods of Harness.Adapters, and the baselines.</summary>
public static class MethodCatalog
{
    /// <summary>Question only: full finetuning with the pictures zeroed.</summary>
    public const string Blind = "blind";

    /// <summary>The backbone as pre-training left it, asked without any tuning.</summary>
    public const string ZeroShot = "zero_shot";

    /// <summary>The most frequent training answer of each question form.</summary>
    public const string Majority = "majority";

    /// <summary>File (.dll) that holds a method of one's own; only configurations of such a method have the key.</summary>
    public static KeySpec Assembly { get; } =
        ConfigSchema.Text(
            "method.assembly",
            null,
            "file (.dll) with a method of one's own, called by its name; relative to the current folder"
        );

    private static readonly MethodSpec[] baselines =
    [
        new(ZeroShot, IsBaseline: true, Trains: false, []),
        new(Blind, IsBaseline: true, Trains: true, []),
        new(Majority, IsBaseline: true, Trains: false, []),
    ];

    private static readonly MethodSpec[] shipped = [.. PeftMethods.Shipped.Select(name => Spec(name, OptionsOf(name)))];

    /// <summary>Methods of the harness, those of loaded assemblies, baselines.</summary>
    public static IReadOnlyList<MethodSpec> All =>
        [
            .. shipped,
            .. PeftMethods.Names.Skip(shipped.Length).Select(name => Spec(name, [Assembly, .. OptionsOf(name)])),
            .. baselines,
        ];

    /// <summary>Names in table order.</summary>
    public static IEnumerable<string> Names => All.Select(m => m.Name);

    /// <summary>The method of that name, or null.</summary>
    public static MethodSpec? Find(string name) => All.FirstOrDefault(m => m.Name == name);

    /// <summary>What the method itself says against these options, one line each.</summary>
    internal static IReadOnlyList<string> Problems(MethodSpec method, IEnumerable<KeyValuePair<string, object>> options)
    {
        if (method.IsBaseline)
            return [];
        try
        {
            PeftMethods.Create(method.Name, options.Select(o => KeyValuePair.Create(o.Key, (object?)o.Value)));
            return [];
        }
        catch (ArgumentException e)
        {
            return e.Message.Split('\n');
        }
    }

    private static MethodSpec Spec(string name, IReadOnlyList<KeySpec> options) =>
        new(name, IsBaseline: false, Trains: true, options);

    private static IReadOnlyList<KeySpec> OptionsOf(string name)
    {
        var defaults = PeftMethods.Create(name).Options;
        return [.. PeftMethods.OptionsOf(name).Select(option => Key(option, defaults[option.Key]))];
    }

    private static KeySpec Key(OptionInfo option, object? value)
    {
        var (path, symbol) = ($"method.{option.Key}", PaperSymbols.Of(option.Key));
        return value switch
        {
            int or double or bool => new KeySpec(
                path,
                value is int ? ValueKind.Integer
                    : value is double ? ValueKind.Number
                    : ValueKind.Flag,
                value,
                option.Meaning,
                symbol
            ),
            IReadOnlyList<string> list => new KeySpec(path, ValueKind.List, string.Join(", ", list), option.Meaning, symbol),
            _ when option.Type.IsEnum => new KeySpec(path, ValueKind.Text, value, option.Meaning, symbol)
            {
                Choices = [.. Enum.GetNames(option.Type).Select(Spelling.Snake)],
            },
            // An option that may be left open is a text here; the method checks it.
            _ => new KeySpec(path, ValueKind.Text, value?.ToString() ?? "null", option.Meaning, symbol),
        };
    }
}
