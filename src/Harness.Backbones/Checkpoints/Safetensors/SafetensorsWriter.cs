using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones;

/// <summary>Writes safetensors files that appear whole or not at all: temporary file, flush to disk, atomic rename.</summary>
public static class SafetensorsWriter
{
    /// <summary>
    /// Writes <paramref name="tensors"/> in the given order, so that equal tensors give equal bytes.
    /// </summary>
    /// <exception cref="CheckpointException">A name occurs twice, a type is not known to the format, or the file cannot be written.</exception>
    public static void Write(string path, IEnumerable<(string name, Tensor tensor)> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var list = tensors.ToList();
        if (list.GroupBy(t => t.name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new CheckpointException($"{path}: tensor '{twice.Key}' was given twice.");
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
            {
                stream.Write(Header(list, metadata));
                foreach (var (_, tensor) in list)
                    WriteData(stream, tensor);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(temporary))
                File.Delete(temporary);
            throw new CheckpointException($"{path}: cannot be written ({e.Message.ReplaceLineEndings(" ")}).", e);
        }
    }

    private static byte[] Header(List<(string name, Tensor tensor)> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            if (metadata is { Count: > 0 })
                WriteMetadata(writer, metadata);
            long at = 0;
            foreach (var (name, tensor) in tensors)
                WriteEntry(writer, name, tensor, ref at);
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

    private static void WriteEntry(Utf8JsonWriter writer, string name, Tensor tensor, ref long at)
    {
        var type = ElementType.Of(tensor.dtype, name);
        writer.WriteStartObject(name);
        writer.WriteString("dtype", type.Name);
        writer.WriteStartArray("shape");
        foreach (var dimension in tensor.shape)
            writer.WriteNumberValue(dimension);
        writer.WriteEndArray();
        writer.WriteStartArray("data_offsets");
        writer.WriteNumberValue(at);
        writer.WriteNumberValue(at += tensor.numel() * type.Size);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteData(FileStream stream, Tensor tensor)
    {
        if (tensor.numel() == 0)
            return;
        using var scope = torch.NewDisposeScope();
        stream.Write(tensor.detach().cpu().contiguous().bytes);
    }
}
