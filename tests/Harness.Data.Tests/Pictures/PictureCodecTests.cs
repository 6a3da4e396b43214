using Harness.Data.Pictures;
using Harness.Data.Sampling;

namespace Harness.Data.Tests.Pictures;

/// <summary>What is read and written; pictures of other encoders are in <see cref="PictureFileTests"/>.</summary>
public class PictureCodecTests
{
    public static TheoryData<int, int, bool> Kinds()
    {
        var data = new TheoryData<int, int, bool>();
        (int Colour, int[] Depths)[] kinds = [(0, [1, 2, 4, 8, 16]), (2, [8, 16]), (3, [1, 2, 4, 8]), (4, [8, 16]), (6, [8, 16])];
        foreach (var (colour, depths) in kinds)
        foreach (var depth in depths)
        foreach (var interlaced in new[] { false, true })
            data.Add(colour, depth, interlaced);
        return data;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ReadsEveryKind(int colour, int depth, bool interlaced)
    {
        var channels = colour switch
        {
            2 => 3,
            4 => 2,
            6 => 4,
            _ => 1,
        };
        var palette = Enumerable.Range(0, 3 << depth & 0x3FF).Select(i => (byte)(i * 37)).ToArray();
        foreach (var (width, height) in new[] { (1, 1), (3, 2), (5, 9), (17, 11) })
        {
            int Sample(int x, int y, int c) => (x * 7 + y * 13 + c * 29 + x * y * 1031) & ((1 << depth) - 1);
            byte[][] extra = colour == 3 ? [PngBuilder.Chunk("PLTE", palette)] : [];
            var raw = PngBuilder.Raw(width, height, depth, channels, interlaced, Sample);
            var file = PngBuilder.File([
                PngBuilder.Header(width, height, depth, colour, interlaced ? 1 : 0),
                .. extra,
                PngBuilder.Data(raw),
                PngBuilder.End,
            ]);
            var picture = PictureCodec.Decode(file);
            Assert.Equal((width, height), (picture.Width, picture.Height));
            for (var i = 0; i < width * height; i++)
                Assert.Equal(Expected(c => Sample(i % width, i / width, c)), picture.Rgba[(4 * i)..(4 * i + 4)]);
        }

        byte[] Expected(Func<int, int> s) =>
            colour switch
            {
                0 => [Full(s(0)), Full(s(0)), Full(s(0)), 255],
                2 => [Full(s(0)), Full(s(1)), Full(s(2)), 255],
                3 => [palette[3 * s(0)], palette[3 * s(0) + 1], palette[3 * s(0) + 2], 255],
                4 => [Full(s(0)), Full(s(0)), Full(s(0)), Full(s(1))],
                _ => [Full(s(0)), Full(s(1)), Full(s(2)), Full(s(3))],
            };

        byte Full(int value) => depth == 16 ? (byte)(value >> 8) : (byte)(value * 255 / ((1 << depth) - 1));
    }

    [Fact]
    public void UndoesEveryFilter()
    {
        // Grey, three pixels wide. Row by row: none, sub, up, average, Paeth; the values after each can be added up by hand.
        byte[] raw = [0, 10, 20, 30, 1, 1, 1, 1, 2, 5, 5, 5, 3, 4, 4, 4, 4, 2, 2, 2];
        var picture = PictureCodec.Decode(PngBuilder.File(PngBuilder.Header(3, 5, 8, 0), PngBuilder.Data(raw), PngBuilder.End));
        var grey = picture.Rgba.Where((_, i) => i % 4 == 0).Select(b => (int)b);
        Assert.Equal([10, 20, 30, 1, 2, 3, 6, 7, 8, 7, 11, 13, 9, 13, 15], grey);
    }

    [Fact]
    public void TransparencyOfPaletteGreyAndColour()
    {
        byte[] palette = [1, 2, 3, 4, 5, 6];
        var indexed = PictureCodec.Decode(
            PngBuilder.File(
                PngBuilder.Header(2, 1, 8, 3),
                PngBuilder.Chunk("PLTE", palette),
                PngBuilder.Chunk("tRNS", 77),
                PngBuilder.Data([0, 0, 1]),
                PngBuilder.End
            )
        );
        Assert.Equal([1, 2, 3, 77, 4, 5, 6, 255], indexed.Rgba);
        var grey = PictureCodec.Decode(
            PngBuilder.File(
                PngBuilder.Header(2, 1, 16, 0),
                PngBuilder.Chunk("tRNS", 1, 2),
                PngBuilder.Data([0, 1, 2, 1, 3]),
                PngBuilder.End
            )
        );
        Assert.Equal([1, 1, 1, 0, 1, 1, 1, 255], grey.Rgba);
        var colour = PictureCodec.Decode(
            PngBuilder.File(
                PngBuilder.Header(2, 1, 8, 2),
                PngBuilder.Chunk("tRNS", 0, 7, 0, 8, 0, 9),
                PngBuilder.Data([0, 7, 8, 9, 7, 8, 8]),
                PngBuilder.End
            )
        );
        Assert.Equal([7, 8, 9, 0, 7, 8, 8, 255], colour.Rgba);
    }

    [Fact]
    public void SkipsAncillaryChunksAndJoinsSplitData()
    {
        var data = PngBuilder.Data([0, 1, 2, 3])[8..^4];
        var file = PngBuilder.File(
            PngBuilder.Header(1, 1, 8, 2),
            PngBuilder.Chunk("tEXt", 1, 2, 3),
            PngBuilder.Chunk("IDAT", data[..5]),
            PngBuilder.Chunk("IDAT"),
            PngBuilder.Chunk("IDAT", data[5..]),
            PngBuilder.End
        );
        Assert.Equal([1, 2, 3, 255], PictureCodec.Decode(file).Rgba);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 5)]
    [InlineData(64, 33)]
    public void WhatIsWrittenReadsBack(int width, int height)
    {
        var random = RandomStream.Root(width);
        var rgba = Enumerable.Range(0, 4 * width * height).Select(_ => (byte)random.NextInt(256)).ToArray();
        Assert.Equal(rgba, PictureCodec.Decode(PictureCodec.Encode(new Cutout(width, height, rgba))).Rgba);
        var rgb = rgba[..(3 * width * height)];
        var back = PictureCodec.Decode(PictureCodec.Encode(new Picture(width, height, rgb)));
        Assert.Equal(rgb, back.Rgba.Where((_, i) => i % 4 != 3));
        Assert.All(back.Rgba.Where((_, i) => i % 4 == 3), a => Assert.Equal(255, a));
    }

    [Fact]
    public void SmoothPicturesShrink()
    {
        var rgb = Enumerable.Range(0, 3 * 64 * 64).Select(i => (byte)(i / 3 % 64 + i / 192)).ToArray();
        Assert.InRange(PictureCodec.Encode(new Picture(64, 64, rgb)).Length, 60, rgb.Length / 20);
    }

    [Fact]
    public void ColoursAreNotConverted()
    {
        // A gamma that a viewer would obey.
        var file = PngBuilder.File(
            PngBuilder.Header(1, 1, 8, 2),
            PngBuilder.Chunk("gAMA", PngBuilder.Word(100_000)),
            PngBuilder.Data([0, 10, 100, 200]),
            PngBuilder.End
        );
        Assert.Equal([10, 100, 200, 255], PictureCodec.Decode(file).Rgba);
    }

    [Fact]
    public void WrongSizeIsRefused()
    {
        Assert.Throws<ArgumentException>(() => PictureCodec.Encode(new Picture(2, 2, new byte[11])));
        Assert.Throws<ArgumentException>(() => PictureCodec.Encode(new Cutout(0, 2, [])));
    }
}
