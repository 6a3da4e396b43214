using System.Buffers.Binary;
using Harness.Adapters.Saving.Safetensors;
using Harness.Backbones.Checkpoints.Torch;
using Harness.Backbones.Tests.Checkpoints.Pickle;
using Harness.Backbones.Tests.Checkpoints.Torch;
using Harness.Data.Files;
using Harness.Data.Hdf5;
using Harness.Data.Pictures;
using Harness.Data.Tests.Text;
using Harness.Data.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones.Tests.HostileFiles;

/// <summary>Every reader of files that come from elsewhere, with small sound files of its format.</summary>
internal static class HostileReaders
{
    private static readonly Dictionary<string, float[]> weights = new()
    {
        ["a.weight"] = [0, 1, 2, 3, 4, 5],
        ["a.bias"] = [2, 3],
    };

    public static IReadOnlyList<HostileReader> All { get; } =
    [
        new("safetensors", new(() => [Safetensors()]), ReadSafetensors, Mutations.Of, 100),
        new(
            "torch zip archive",
            new(() => [ArchiveBuilder.Zip(Root, Storage)]),
            (path, _) => ReadTorch(path, protectedByChecksums: true),
            Mutations.Of,
            100
        ),
        new(
            "torch legacy archive",
            new(() => [ArchiveBuilder.Legacy(Root, Storage)]),
            (path, _) => ReadTorch(path, protectedByChecksums: false),
            Mutations.Of,
            100
        ),
        new("png", new(Pngs), (_, file) => ReadPng(file), Mutations.Of, 5000),
        new(
            "png with repaired checksums",
            new(Pngs),
            (_, file) => DecodePng(file).Rgba.Length,
            (file, random) => Repaired(Mutations.Of(file, random)),
            5000
        ),
        new("sentencepiece", new(() => [SentencePiece()]), (path, _) => ReadSentencePiece(path), Mutations.Of, 100),
        new("hdf5 header", new(() => [Hdf5Old(), Hdf5New()]), (path, _) => ReadHdf5(path), Mutations.Of, 100),
    ];

    private static (string, long, byte[]) Storage => ("0", 6, [.. weights["a.weight"].SelectMany(BitConverter.GetBytes)]);

    private static void Root(PickleBuilder pickle) =>
        pickle.OrderedDictionary(
            ("a.weight", t => t.Tensor(s => s.Storage("FloatStorage", "0", 6), 0, [2, 3], [3, 1])),
            ("a.bias", t => t.Tensor(s => s.Storage("FloatStorage", "0", 6), 2, [2], [1]))
        );

    private static byte[] Safetensors()
    {
        var path = Path.GetTempFileName();
        using var scope = torch.NewDisposeScope();
        SafetensorsWriter.Write(
            path,
            weights.Select(w => (w.Key, torch.tensor(w.Value))),
            new Dictionary<string, string> { ["format"] = "pt" }
        );
        var file = File.ReadAllBytes(path);
        File.Delete(path);
        return file;
    }

    // The format has no checksums: a tensor must be the bytes that the header names, whatever these are.
    private static long ReadSafetensors(string path, byte[] bytes)
    {
        using var scope = torch.NewDisposeScope();
        using var file = SafetensorsFile.Open(path);
        var total = 0L;
        var data = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        foreach (var entry in file.Entries.Cast<SafetensorsEntry>())
        {
            var read = file.Read(entry.Name);
            Assert.Equal(entry.Shape, read.shape);
            if (entry.Bytes > 0)
                Assert.True(bytes.AsSpan(data + (int)entry.Begin, (int)entry.Bytes).SequenceEqual(read.bytes), entry.Name);
            total += entry.Bytes;
        }
        return total;
    }

    private static long ReadTorch(string path, bool protectedByChecksums)
    {
        using var scope = torch.NewDisposeScope();
        using var file = TorchArchive.Open(path);
        var total = 0L;
        foreach (var entry in file.Entries)
        {
            var read = file.Read(entry.Name, ScalarType.Float32);
            total += 2 * read.numel() * 8;
            if (protectedByChecksums)
                Assert.Equal(weights[entry.Name], read.data<float>().ToArray());
        }
        if (protectedByChecksums)
            Assert.Equal(weights.Count, file.Entries.Count);
        return total;
    }

    private static byte[] Picture() => [.. Enumerable.Range(0, 4 * 9 * 7).Select(i => (byte)(i * i))];

    private static byte[][] Pngs() =>
        [PictureCodec.Encode(new Cutout(9, 7, Picture())), PictureCodec.Encode(new Picture(9, 7, Picture()[..(3 * 63)]))];

    private static Cutout DecodePng(byte[] file) => PictureCodec.Decode(file, maxPixels: 100_000);

    // Every chunk has a checksum, so that what is read is one of the two pictures.
    private static long ReadPng(byte[] file)
    {
        var read = DecodePng(file);
        Assert.Contains(Pngs(), p => DecodePng(p).Rgba.AsSpan().SequenceEqual(read.Rgba));
        return read.Rgba.Length;
    }

    private static byte[] Repaired(byte[] png)
    {
        for (var at = 8; at + 12 <= png.Length; )
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at));
            if (length > png.Length - at - 12)
                break;
            BinaryPrimitives.WriteUInt32BigEndian(
                png.AsSpan(at + 8 + (int)length),
                Crc32.Of(png.AsSpan(at + 4, 4 + (int)length))
            );
            at += 12 + (int)length;
        }
        return png;
    }

    private static byte[] SentencePiece()
    {
        var small = new ModelFile { CharsMap = ModelFile.OneRule(value: 0) };
        small.Pieces.AddRange(
            TextGoldens
                .T5Model.Value.Pieces.Where(p => p.Type != PieceType.Unknown)
                .Take(60)
                .Select(p => (p.Text, p.Score, p.Type))
        );
        return small.Bytes();
    }

    private static long ReadSentencePiece(string path)
    {
        var model = SentencePieceModel.Load(path);
        const string text = "a brown \ufb01eld caf\u00e9 \u3000";
        model.Segment(text);
        if (new[] { "<pad>", "</s>", "<unk>" }.All(t => model.TryGetId(t, out _)))
            new T5Tokenizer(model).Encode(text);
        return 0;
    }

    private static byte[] Hdf5Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', 13, 10, 26, 10];

    // Headers of version 0 and 2 for files of 600 bytes whose root is at byte 96.
    private static byte[] Hdf5Old() =>
        Filled([.. Hdf5Signature, 0, 0, 0, 0, 0, 8, 8, 0, 4, 0, 16, 0, 0, 0, 0, 0, .. Longs(0, -1, 600, -1, 0, 96)]);

    private static byte[] Hdf5New() => Filled([.. Hdf5Signature, 2, 8, 8, 0, .. Longs(0, -1, 600, 96), 1, 2, 3, 4]);

    private static byte[] Longs(params long[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static byte[] Filled(byte[] start) => [.. start, .. new byte[600 - start.Length]];

    private static long ReadHdf5(string path)
    {
        var header = Hdf5Superblock.Read(path);
        Assert.InRange(header.End, 0, new FileInfo(path).Length);
        Assert.InRange(header.Root, 0, header.End - header.Base);
        return 0;
    }
}
