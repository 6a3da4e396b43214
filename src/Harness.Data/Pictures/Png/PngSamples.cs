namespace Harness.Data;

/// <summary>Turns the samples of an unfiltered row into RGBA bytes.</summary>
internal sealed class PngSamples
{
    private readonly int depth, colour, channels;
    private readonly byte[] palette, alphas;
    private readonly int[]? clear;

    public PngSamples(PngChunks chunks)
    {
        var header = chunks.Header;
        (depth, colour, channels) = (header.Depth, header.ColourType, header.Channels);
        palette = chunks.Palette;
        alphas = colour == PngHeader.Indexed ? chunks.Transparency : [];
        if (colour is PngHeader.Grey or PngHeader.Truecolour && chunks.Transparency.Length > 0)
            clear = [.. Enumerable.Range(0, channels).Select(c => (chunks.Transparency[2 * c] << 8 | chunks.Transparency[2 * c + 1]) & ((1 << depth) - 1))];
    }

    /// <summary>Pixel <paramref name="i"/> of the row, into four bytes.</summary>
    public void Write(byte[] row, int i, Span<byte> rgba)
    {
        switch (colour)
        {
            case PngHeader.Indexed:
                Indexed(Raw(row, i), rgba);
                break;
            case PngHeader.Grey or PngHeader.GreyAlpha:
                rgba[0] = rgba[1] = rgba[2] = ToByte(Raw(row, i * channels));
                rgba[3] = colour == PngHeader.GreyAlpha ? ToByte(Raw(row, i * channels + 1)) : Opacity(row, i);
                break;
            default:
                for (var c = 0; c < 3; c++) rgba[c] = ToByte(Raw(row, i * channels + c));
                rgba[3] = colour == PngHeader.TruecolourAlpha ? ToByte(Raw(row, i * channels + 3)) : Opacity(row, i);
                break;
        }
    }

    private void Indexed(int index, Span<byte> rgba)
    {
        if (3 * index >= palette.Length) throw new PngException(PngFault.BadData, $"PNG pixel names colour {index}; the palette has {palette.Length / 3}");
        palette.AsSpan(3 * index, 3).CopyTo(rgba);
        rgba[3] = index < alphas.Length ? alphas[index] : byte.MaxValue;
    }

    // The transparent colour is compared at full depth, before sixteen bits lose their lower byte.
    private byte Opacity(byte[] row, int i)
    {
        if (clear is null) return byte.MaxValue;
        for (var c = 0; c < channels; c++)
            if (Raw(row, i * channels + c) != clear[c]) return byte.MaxValue;
        return 0;
    }

    private int Raw(byte[] row, int sample) => depth switch
    {
        8 => row[sample],
        16 => row[2 * sample] << 8 | row[2 * sample + 1],
        _ => row[sample * depth / 8] >> (8 - depth - sample * depth % 8) & ((1 << depth) - 1),
    };

    private byte ToByte(int value) => depth switch
    {
        8 => (byte)value,
        16 => (byte)(value >> 8),
        _ => (byte)(value * 255 / ((1 << depth) - 1)),
    };
}
