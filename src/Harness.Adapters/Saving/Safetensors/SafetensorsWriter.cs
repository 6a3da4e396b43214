using System.Buffers.Binary;
using System.Text.Json;
using Harness.Data.Files;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Adapters.Saving.Safetensors;

/// <summary>Writes safetensors files that appear whole or not at all: temporary file, flush to disk, atomic rename.</summary>
public static class SafetensorsWriter
{
    /// <summary>
    /// Writes <paramref name="tensors"/> in the given order, so that equal tensors give equal bytes.
    /// </summary>
    /// <exception cref="CheckpointException">A name occurs twice, a type is not known to the format, or the file cannot be written.</exception>
    public static void Write(
        string path,
        IEnumerable<(string name, Tensor tensor)> tensors,
        IReadOnlyDictionary<string, string>? metadata = null
    ) =>
        WriteInTurn(
            path,
            tensors.Select(t => new SafetensorsItem(t.name, t.tensor.dtype, t.tensor.shape, t.tensor.detach)),
            metadata
        );

    /// <summary>The same with tensors that are made one after the other, when their turn has come.</summary>
    /// <exception cref="CheckpointException">As above, or a tensor is not as large as was said.</exception>
    public static void WriteInTurn(
        string path,
        IEnumerable<SafetensorsItem> tensors,
        IReadOnlyDictionary<string, string>? metadata = null
    )
    {
        var list = tensors.ToList();
        if (list.GroupBy(t => t.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new CheckpointException($"{path}: tensor '{twice.Key}' was given twice.");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            AtomicFile.Replace(
                path,
                stream =>
                {
                    stream.Write(Header(list, metadata));
                    foreach (var item in list)
                        WriteData(path, stream, item);
                }
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{path}: cannot be written ({e.Message.ReplaceLineEndings(" ")}).", e);
        }
    }

    private static byte[] Header(List<SafetensorsItem> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            if (metadata is { Count: > 0 })
                WriteMetadata(writer, metadata);
            long at = 0;
            foreach (var item in tensors)
                WriteEntry(writer, item, ref at);
            writer.WriteEndObject();
        }
        // The format asks for data aligned to eight bytes; spaces fill up.
        while (json.Length % 8 != 0)
            json.WriteByte((byte)' ');
        var bytes = new byte[8 + json.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)json.Length);
        json.ToArray().CopyTo(bytes, 8);
        return bytes;
    }

    private static void WriteMetadata(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> metadata)
    {
        writer.WriteStartObject("__metadata__");
        foreach (var (key, value) in metadata.OrderBy(p => p.Key, StringComparer.Ordinal))
            writer.WriteString(key, value);
        writer.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter writer, SafetensorsItem item, ref long at)
    {
        var type = ElementType.Of(item.Type, item.Name);
        writer.WriteStartObject(item.Name);
        writer.WriteString("dtype", type.Name);
        writer.WriteStartArray("shape");
        foreach (var dimension in item.Shape)
            writer.WriteNumberValue(dimension);
        writer.WriteEndArray();
        writer.WriteStartArray("data_offsets");
        writer.WriteNumberValue(at);
        writer.WriteNumberValue(at += item.Elements * type.Size);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteData(string path, Stream stream, SafetensorsItem item)
    {
        using var scope = torch.NewDisposeScope();
        var tensor = item.Make();
        if (tensor.numel() != item.Elements)
            throw new CheckpointException(
                $"{path}: tensor '{item.Name}' has {tensor.numel()} elements where {item.Elements} were announced."
            );
        if (item.Elements > 0)
            stream.Write(tensor.cpu().to(item.Type).contiguous().bytes);
    }
}

/// <summary>A tensor to be written.</summary>
/// <param name="Type">What it is converted to.</param>
/// <param name="Make">Gives it; called once.</param>
public sealed record SafetensorsItem(string Name, ScalarType Type, long[] Shape, Func<Tensor> Make)
{
    internal long Elements => Shape.Aggregate(1L, (a, b) => a * b);
}
