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
