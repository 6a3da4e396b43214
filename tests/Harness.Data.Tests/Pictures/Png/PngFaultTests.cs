namespace Harness.Data.Tests.Pictures.Png;

/// <summary>Whatever a file holds, the decoder answers with a picture or a <see cref="PngException"/>, and never asks for much memory first.</summary>
public class PngFaultTests
{
    private static readonly byte[] Sound = PngEncoder.Encode(new Cutout(9, 7, [.. Enumerable.Range(0, 4 * 63).Select(i => (byte)(i * i))]));

    public static TheoryData<string, PngFault, byte[]> Broken()
    {
        var header = PngBuilder.Header(2, 2, 8, 0);
        var data = PngBuilder.Data([0, 1, 2, 0, 3, 4]);
        byte[] badCrc = [.. data];
        badCrc[^1] ^= 1;
        byte[] badZlib = [.. data[8..^4]];
        badZlib[0] ^= 0x55;
        byte[] badAdler = [.. data[8..^4]];
        badAdler[^1] ^= 1;
        return new TheoryData<string, PngFault, byte[]>
        {
            { "empty", PngFault.NotPng, [] },
            { "another format", PngFault.NotPng, "GIF89a and so on"u8.ToArray() },
            { "signature only", PngFault.Truncated, PngBuilder.Signature },
            { "data first", PngFault.BadChunk, PngBuilder.File(data, header, PngBuilder.End) },
            { "no data", PngFault.BadChunk, PngBuilder.File(header, PngBuilder.End) },
            { "no end", PngFault.Truncated, PngBuilder.File(header, data) },
            { "wrong checksum", PngFault.BadChecksum, PngBuilder.File(header, badCrc, PngBuilder.End) },
            { "zero width", PngFault.BadHeader, PngBuilder.File(PngBuilder.Header(0, 2, 8, 0), data, PngBuilder.End) },
            { "negative height", PngFault.BadHeader, PngBuilder.File(PngBuilder.Header(2, -2, 8, 0), data, PngBuilder.End) },
            { "five bits", PngFault.BadHeader, PngBuilder.File(PngBuilder.Header(2, 2, 5, 0), data, PngBuilder.End) },
            { "colour type 1", PngFault.BadHeader, PngBuilder.File(PngBuilder.Header(2, 2, 8, 1), data, PngBuilder.End) },
            { "interlace 2", PngFault.BadHeader, PngBuilder.File(PngBuilder.Header(2, 2, 8, 0, 2), data, PngBuilder.End) },
            { "short header", PngFault.BadHeader, PngBuilder.File(PngBuilder.Chunk("IHDR", 1, 2, 3), data, PngBuilder.End) },
            { "too many pixels", PngFault.TooLarge, PngBuilder.File(PngBuilder.Header(20990, 29700, 8, 2), data, PngBuilder.End) },
            { "largest size", PngFault.TooLarge, PngBuilder.File(PngBuilder.Header(int.MaxValue, int.MaxValue, 16, 6), data, PngBuilder.End) },
            { "more promised than deflate can hold", PngFault.Truncated, PngBuilder.File(PngBuilder.Header(6000, 6000, 8, 6), data, PngBuilder.End) },
            { "rows missing", PngFault.Truncated, PngBuilder.File(PngBuilder.Header(2, 3, 8, 0), data, PngBuilder.End) },
            { "no palette", PngFault.BadChunk, PngBuilder.File(PngBuilder.Header(2, 2, 8, 3), data, PngBuilder.End) },
            { "palette of four bytes", PngFault.BadChunk, PngBuilder.File(PngBuilder.Header(2, 2, 8, 3), PngBuilder.Chunk("PLTE", 1, 2, 3, 4), data, PngBuilder.End) },
            { "colour beyond palette", PngFault.BadData, PngBuilder.File(PngBuilder.Header(2, 2, 8, 3), PngBuilder.Chunk("PLTE", 1, 2, 3), data, PngBuilder.End) },
            { "transparency too long", PngFault.BadChunk, PngBuilder.File(header, PngBuilder.Chunk("tRNS", 1, 2, 3), data, PngBuilder.End) },
            { "unknown critical chunk", PngFault.BadChunk, PngBuilder.File(header, PngBuilder.Chunk("ABCD"), data, PngBuilder.End) },
            { "data in two places", PngFault.BadChunk, PngBuilder.File(header, data, PngBuilder.Chunk("tEXt"), data, PngBuilder.End) },
            { "chunk longer than the file", PngFault.Truncated, [.. PngBuilder.File(header), .. PngBuilder.Word(0xFFFFFFFF), .. "IDAT12345678"u8] },
            { "no zlib", PngFault.BadData, PngBuilder.File(header, PngBuilder.Chunk("IDAT", badZlib), PngBuilder.End) },
            { "zlib that wants a dictionary", PngFault.BadData, PngBuilder.File(header, PngBuilder.Chunk("IDAT", 0x78, 0x20, 1, 2, 3, 4, 5, 6), PngBuilder.End) },
            { "wrong zlib checksum", PngFault.BadData, PngBuilder.File(header, PngBuilder.Chunk("IDAT", badAdler), PngBuilder.End) },
            { "filter 5", PngFault.BadData, PngBuilder.File(header, PngBuilder.Data([5, 1, 2, 0, 3, 4]), PngBuilder.End) },
        };
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void SaysWhatIsWrong(string what, PngFault fault, byte[] file)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<PngException>(() => PngDecoder.Decode(file));
        Assert.True(fault == error.Fault, $"{what}: {error.Fault}, {error.Message}");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
    }

    [Fact]
    public void EveryTruncationIsNoticed()
    {
        for (var length = 0; length < Sound.Length; length++)
            Assert.Throws<PngException>(() => PngDecoder.Decode(Sound.AsSpan(0, length)));
    }

    [Fact]
    public void EveryFlippedByteIsNoticed()
    {
        // Signature, lengths, types, contents and checksums: nothing in this file may change unseen.
        for (var i = 0; i < Sound.Length; i++)
        {
            byte[] broken = [.. Sound];
            broken[i] ^= 0x20;
            var error = Record.Exception(() => PngDecoder.Decode(broken));
            Assert.True(error is PngException, $"byte {i}: {error?.GetType().Name ?? "no error"}");
        }
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
                PngBuilder.Chunk("PLTE", Bytes(40)), PngBuilder.Chunk("tRNS", Bytes(8)),
                random.Chance(0.5) ? PngBuilder.Data(raw) : PngBuilder.Chunk("IDAT", raw), PngBuilder.End);
            var error = Record.Exception(() => PngDecoder.Decode(file));
            Assert.True(error is null or PngException, error?.ToString());
        }
    }
}
