using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Harness.Data.Files;
using static TorchSharp.torch;

namespace Harness.FullScale.Synthetic;

/// <summary>
/// Writes what <c>torch.save</c> writes of a state dictionary of 32-bit floats: a zip archive of stored entries, a pickle of protocol 2 that names tensors and
/// storages, and a file a storage. Tensors are written in turn, so that no more than one is held twice.
/// </summary>
public static class TorchArchiveWriter
{
    public static void Write(string path, IEnumerable<(string Name, Tensor Value)> state)
    {
        List<(string Name, Tensor Value)> tensors = [.. state];
        AtomicFile.Write(
            path,
            stream =>
            {
                using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
                Entry(zip, "archive/data.pkl", Pickle(tensors));
                for (var i = 0; i < tensors.Count; i++)
                {
                    using var scope = NewDisposeScope();
                    Entry(zip, $"archive/data/{i}", tensors[i].Value.detach().cpu().to(ScalarType.Float32).contiguous().bytes);
                }
                Entry(zip, "archive/version", "3\n"u8);
            }
        );
    }

    private static void Entry(ZipArchive zip, string name, ReadOnlySpan<byte> content)
    {
        using var entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
        entry.Write(content);
    }

    // An ordered dictionary of _rebuild_tensor_v2(storage, 0, shape, strides, False, OrderedDict()).
    private static byte[] Pickle(List<(string Name, Tensor Value)> tensors)
    {
        var pickle = new MemoryStream();
        pickle.Write([0x80, 2]);
        Empty(pickle);
        pickle.Write("("u8);
        for (var i = 0; i < tensors.Count; i++)
        {
            var shape = tensors[i].Value.shape;
            Text(pickle, tensors[i].Name);
            Global(pickle, "torch._utils", "_rebuild_tensor_v2");
            pickle.Write("(("u8);
            Text(pickle, "storage");
            Global(pickle, "torch", "FloatStorage");
            Text(pickle, $"{i}");
            Text(pickle, "cpu");
            Number(pickle, tensors[i].Value.numel());
            pickle.Write("tQ"u8);
            Number(pickle, 0);
            Tuple(pickle, shape);
            Tuple(pickle, [.. shape.Select((_, d) => shape.Skip(d + 1).Aggregate(1L, (a, b) => a * b))]);
            pickle.Write([0x89]);
            Empty(pickle);
            pickle.Write("tR"u8);
        }
        pickle.Write("u."u8);
        return pickle.ToArray();
    }

    private static void Empty(MemoryStream pickle)
    {
        Global(pickle, "collections", "OrderedDict");
        pickle.Write(")R"u8);
    }

    private static void Tuple(MemoryStream pickle, long[] numbers)
    {
        pickle.Write("("u8);
        foreach (var number in numbers)
            Number(pickle, number);
        pickle.Write("t"u8);
    }

    private static void Global(MemoryStream pickle, string module, string name) =>
        pickle.Write(Encoding.ASCII.GetBytes($"c{module}\n{name}\n"));

    private static void Text(MemoryStream pickle, string text)
    {
        Span<byte> length = stackalloc byte[4];
        var utf8 = Encoding.UTF8.GetBytes(text);
        BinaryPrimitives.WriteInt32LittleEndian(length, utf8.Length);
        pickle.Write("X"u8);
        pickle.Write(length);
        pickle.Write(utf8);
    }

    private static void Number(MemoryStream pickle, long value)
    {
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(number, value);
        pickle.Write([0x8A, 8]);
        pickle.Write(number);
    }
}
