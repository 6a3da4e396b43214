using Harness.Data.Files;
using Harness.Data.Pictures;
using Harness.Data.Sampling;

namespace Harness.Data.Tests.Pictures;

/// <summary>Whatever a file holds, the decoder answers with a picture or a <see cref="BadFileException"/>, and never asks for much memory first.</summary>
public class PictureCodecFaultTests
{
    private const string Unknown = "neither PNG, JPEG nor WebP",
        Damaged = "PNG damaged or cut short",
        TooLarge = "at most 40000000 pixels are read";

    private static readonly byte[] Sound = PictureCodec.Encode(
        new Cutout(9, 7, [.. Enumerable.Range(0, 4 * 63).Select(i => (byte)(i * i))])
    );

    public static TheoryData<string, string, byte[]> Broken()
    {
        var header = PngBuilder.Header(2, 2, 8, 0);
        var data = PngBuilder.Data([0, 1, 2, 0, 3, 4]);
        byte[] badCrc = [.. data];
        badCrc[^1] ^= 1;
        byte[] badZlib = [.. data[8..^4]];
        badZlib[0] ^= 0x55;
        byte[] badAdler = [.. data[8..^4]];
        badAdler[^1] ^= 1;
        return new TheoryData<string, string, byte[]>
        {
            { "empty", Unknown, [] },
            { "another format", Unknown, "GIF89a and so on"u8.ToArray() },
            { "signature only", Damaged, PngBuilder.Signature },
            { "data first", Damaged, PngBuilder.File(data, header, PngBuilder.End) },
            { "no data", Damaged, PngBuilder.File(header, PngBuilder.End) },
            { "no end", Damaged, PngBuilder.File(header, data) },
            { "wrong checksum", Damaged, PngBuilder.File(header, badCrc, PngBuilder.End) },
            { "zero width", Damaged, PngBuilder.File(PngBuilder.Header(0, 2, 8, 0), data, PngBuilder.End) },
            { "negative height", Damaged, PngBuilder.File(PngBuilder.Header(2, -2, 8, 0), data, PngBuilder.End) },
            { "five bits", Damaged, PngBuilder.File(PngBuilder.Header(2, 2, 5, 0), data, PngBuilder.End) },
            { "colour type 1", Damaged, PngBuilder.File(PngBuilder.Header(2, 2, 8, 1), data, PngBuilder.End) },
            { "interlace 2", Damaged, PngBuilder.File(PngBuilder.Header(2, 2, 8, 0, 2), data, PngBuilder.End) },
            { "short header", Damaged, PngBuilder.File(PngBuilder.Chunk("IHDR", 1, 2, 3), data, PngBuilder.End) },
            { "too many pixels", TooLarge, PngBuilder.File(PngBuilder.Header(20990, 29700, 8, 2), data, PngBuilder.End) },
            {
                "largest size",
                Damaged,
                PngBuilder.File(PngBuilder.Header(int.MaxValue, int.MaxValue, 16, 6), data, PngBuilder.End)
            },
            {
                "more promised than deflate can hold",
                Damaged,
                PngBuilder.File(PngBuilder.Header(6000, 6000, 8, 6), data, PngBuilder.End)
            },
            { "rows missing", Damaged, PngBuilder.File(PngBuilder.Header(2, 3, 8, 0), data, PngBuilder.End) },
            { "no palette", Damaged, PngBuilder.File(PngBuilder.Header(2, 2, 8, 3), data, PngBuilder.End) },
            {
                "palette of four bytes",
                Damaged,
                PngBuilder.File(PngBuilder.Header(2, 2, 8, 3), PngBuilder.Chunk("PLTE", 1, 2, 3, 4), data, PngBuilder.End)
            },
            {
                "chunk longer than the file",
                Damaged,
                [.. PngBuilder.File(header), .. PngBuilder.Word(0xFFFFFFFF), .. "IDAT12345678"u8]
            },
            { "no zlib", Damaged, PngBuilder.File(header, PngBuilder.Chunk("IDAT", badZlib), PngBuilder.End) },
            {
                "zlib that wants a dictionary",
                Damaged,
                PngBuilder.File(header, PngBuilder.Chunk("IDAT", 0x78, 0x20, 1, 2, 3, 4, 5, 6), PngBuilder.End)
            },
            { "wrong zlib checksum", Damaged, PngBuilder.File(header, PngBuilder.Chunk("IDAT", badAdler), PngBuilder.End) },
            { "filter 5", Damaged, PngBuilder.File(header, PngBuilder.Data([5, 1, 2, 0, 3, 4]), PngBuilder.End) },
        };
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void SaysWhatIsWrong(string what, string expected, byte[] file)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<BadFileException>(() => PictureCodec.Decode(file));
        Assert.True(error.Message.Contains(expected), $"{what}: {error.Message}");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
    }

    [Fact]
    public void NoTruncationChangesThePixelsUnseen()
    {
        var lost = Enumerable.Range(0, Sound.Length).Where(length => !IsRefusedOrTheSame(Sound[..length])).ToList();
        Assert.True(lost.Count == 0, "cut to " + string.Join(", ", lost));
        Assert.Throws<BadFileException>(() => PictureCodec.Decode(Sound.AsSpan(0, Sound.Length - 1)));
    }

    [Fact]
    public void NoFlippedBitChangesThePixelsUnseen()
    {
        var unseen = Enumerable
            .Range(0, Sound.Length)
            .Where(i => !IsRefusedOrTheSame([.. Sound[..i], (byte)(Sound[i] ^ 0x20), .. Sound[(i + 1)..]]))
            .ToList();
        Assert.True(unseen.Count == 0, "bytes " + string.Join(", ", unseen));
    }

    [Fact]
    public void RandomDataBehindSoundChecksumsNeverEscapes()
    {
        var random = RandomStream.Root(17);
        for (var i = 0; i < 500; i++)
        {
            byte[] Bytes(int most) => [.. Enumerable.Range(0, random.NextInt(most)).Select(_ => (byte)random.NextInt(256))];
            (int Colour, int Depth) kind = random.Pick<(int, int)>([(0, 1), (0, 16), (2, 8), (3, 2), (3, 8), (4, 16), (6, 8)]);
            var raw = Bytes(400);
            var file = PngBuilder.File(
                PngBuilder.Header(random.NextInt(1, 12), random.NextInt(1, 12), kind.Depth, kind.Colour, random.NextInt(2)),
                PngBuilder.Chunk("PLTE", Bytes(40)),
                PngBuilder.Chunk("tRNS", Bytes(8)),
                random.Chance(0.5) ? PngBuilder.Data(raw) : PngBuilder.Chunk("IDAT", raw),
                PngBuilder.End
            );
            var error = Record.Exception(() => PictureCodec.Decode(file));
            Assert.True(error is null or BadFileException, error?.ToString());
        }
    }

    private static bool IsRefusedOrTheSame(byte[] file)
    {
        try
        {
            return PictureCodec.Decode(file).Rgba.AsSpan().SequenceEqual(PictureCodec.Decode(Sound).Rgba);
        }
        catch (BadFileException)
        {
            return true;
        }
    }
}
