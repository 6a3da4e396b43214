using System.Buffers.Binary;
using System.Text.Json;

namespace Harness.Adapters.Saving.Safetensors;

/// <summary>
/// The header of a safetensors file: eight bytes of little-endian length, then that much JSON. Read strictly: every byte of
/// the data belongs to exactly one tensor, every size follows from type and shape, and no key occurs twice.
/// </summary>
internal sealed record SafetensorsHeader(
    IReadOnlyList<SafetensorsEntry> Entries,
    IReadOnlyDictionary<string, string> Metadata,
    long DataStart
)
{
    /// <summary>The format's own cap; it bounds what a damaged length can make a reader allocate.</summary>
    public const long MaxBytes = 100_000_000;

    private const string MetadataKey = "__metadata__";

    /// <param name="lengthField">The first eight bytes of the file.</param>
    /// <returns>The header's length in bytes.</returns>
    public static long CheckLength(string path, ReadOnlySpan<byte> lengthField, long fileBytes)
    {
        var length = BinaryPrimitives.ReadUInt64LittleEndian(lengthField);
        if (length > MaxBytes)
            throw Bad(path, $"its header claims {length} bytes; at most {MaxBytes} are allowed");
        if (8 + (long)length > fileBytes)
            throw Bad(
                path,
                $"its header claims {length} bytes but only {fileBytes - 8} follow; the file is truncated or not safetensors"
            );
        return (long)length;
    }

    public static SafetensorsHeader Parse(string path, ReadOnlySpan<byte> json, long dataBytes)
    {
        var entries = new List<SafetensorsEntry>();
        var metadata = new Dictionary<string, string>();
        try
        {
            Read(path, json, entries, metadata);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new CheckpointException($"{path}: the header is not the JSON of a safetensors file ({OneLine(e.Message)}).", e);
        }
        CheckLayout(path, entries, dataBytes);
        return new SafetensorsHeader(entries, metadata, 8 + json.Length);
    }

    private static void Read(
        string path,
        ReadOnlySpan<byte> json,
        List<SafetensorsEntry> entries,
        Dictionary<string, string> metadata
    )
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 8 });
        if (json.IsEmpty || json[0] != '{' || !reader.Read())
            throw Bad(path, "its header is not a JSON object");
        var seen = new HashSet<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            if (!seen.Add(key))
                throw Bad(path, $"the key '{key}' occurs twice");
            reader.Read();
            if (key == MetadataKey)
                ReadMetadata(path, ref reader, metadata);
            else
                entries.Add(ReadEntry(path, key, ref reader));
        }
        // Spaces may pad the header so that the data is aligned (readers need not insist on that); nothing else may follow the object.
        if (reader.TokenType != JsonTokenType.EndObject || json[(int)reader.BytesConsumed..].ContainsAnyExcept((byte)' '))
            throw Bad(path, "its header does not end with the JSON object and spaces");
    }

    private static void ReadMetadata(string path, ref Utf8JsonReader reader, Dictionary<string, string> metadata)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Bad(path, $"'{MetadataKey}' is not an object of strings");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String || !metadata.TryAdd(key, reader.GetString()!))
                throw Bad(path, $"'{MetadataKey}.{key}' is not a string or occurs twice");
        }
    }

    private static SafetensorsEntry ReadEntry(string path, string name, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Bad(path, $"tensor '{name}' is not described by an object");
        string? type = null;
        long[]? shape = null,
            offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = reader.GetString()!;
            reader.Read();
            switch (field)
            {
                case "dtype" when type is null:
                    type = reader.GetString();
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(path, name, ref reader);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(path, name, ref reader);
                    break;
                default:
                    throw Bad(path, $"tensor '{name}' has an unknown or repeated field '{field}'");
            }
        }
        if (type is null || shape is null || offsets is not { Length: 2 })
            throw Bad(path, $"tensor '{name}' lacks one of dtype, shape, data_offsets");
        if (!ElementType.TryParse(type, out var element))
            throw Bad(path, $"tensor '{name}' has the unknown dtype '{OneLine(type)}'; known are {ElementType.Names}");
        CheckSize(path, name, shape, element.Size, offsets);
        return new SafetensorsEntry(name, element.Type, shape, offsets[0], offsets[1]);
    }

    private static long[] ReadNumbers(string path, string name, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Bad(path, $"tensor '{name}' has a shape or offset that is not an array");
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var value) || value < 0)
                throw Bad(path, $"tensor '{name}' has a shape or offset that is not a whole number in [0, 2^63)");
            numbers.Add(value);
        }
        return [.. numbers];
    }

    private static void CheckSize(string path, string name, long[] shape, int size, long[] offsets)
    {
        if (shape.Length > ElementType.MaxRank)
            throw Bad(path, $"tensor '{name}' has {shape.Length} dimensions; at most {ElementType.MaxRank} are possible");
        // Sizes beside a zero count too: strides are products of them.
        if (!ElementType.TryCount(shape, size, out var elements))
            throw Bad(path, $"tensor '{name}' has a shape whose size overflows");
        var bytes = elements * size;
        if (offsets[1] < offsets[0] || offsets[1] - offsets[0] != bytes)
            throw Bad(path, $"tensor '{name}' claims bytes {offsets[0]}..{offsets[1]} but its type and shape need {bytes}");
    }

    private static void CheckLayout(string path, List<SafetensorsEntry> entries, long dataBytes)
    {
        long at = 0;
        foreach (var entry in entries.OrderBy(e => e.Begin).ThenBy(e => e.End))
        {
            if (entry.Begin != at)
                throw Bad(
                    path,
                    $"tensor '{entry.Name}' {(entry.Begin < at ? "overlaps another" : "leaves a gap before it")} (starts at {entry.Begin}, expected {at})"
                );
            at = entry.End;
        }
        if (at != dataBytes)
            throw Bad(path, $"its tensors need {at} bytes but the file holds {dataBytes}; it is truncated or has trailing bytes");
    }

    internal static CheckpointException Bad(string path, string what) => new($"{path}: not a valid safetensors file: {what}.");

    private static string OneLine(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= 120 ? line : line[..120] + "…";
    }
}
