using System.Text;
using System.Text.Json;

namespace Harness.Backbones.Detection;

/// <summary>One operator of a graph model, with its attributes as the file spells them.</summary>
/// <param name="Inputs">Names of the nodes that it reads; <c>name:1</c> is the second result of a node that has several.</param>
internal sealed record GraphNode(string Name, string Op, IReadOnlyList<string> Inputs, JsonElement Attributes)
{
    public double Real(string key) => Attribute(key).GetProperty("f").GetDouble();

    public bool Flag(string key) =>
        Attributes.ValueKind == JsonValueKind.Object
        && Attributes.TryGetProperty(key, out var a)
        && a.TryGetProperty("b", out var b)
        && b.GetBoolean();

    /// <summary>Whole numbers, written as strings there.</summary>
    public long[] Wholes(string key) =>
        [.. Attribute(key).GetProperty("list").GetProperty("i").EnumerateArray().Select(i => long.Parse(i.GetString()!))];

    /// <summary>Text, written in base 64 there.</summary>
    public string Text(string key) => Encoding.ASCII.GetString(Attribute(key).GetProperty("s").GetBytesFromBase64());

    private JsonElement Attribute(string key) =>
        Attributes.TryGetProperty(key, out var a)
            ? a
            : throw new CheckpointException($"graph node '{Name}' ({Op}) has no attribute '{key}'.");
}
