namespace Harness.Data;

/// <summary>WebP, lossy or lossless, through libwebp; of an animation nothing is read.</summary>
internal static class WebpDecoder
{
    private static readonly SystemLibrary library = new("WebP pictures", "libwebp7", "libwebp.so.7", "libwebp.so", "libwebp.dylib");

    private unsafe delegate int Info(byte* file, nuint bytes, out int width, out int height);

    private unsafe delegate nint DecodeInto(byte* file, nuint bytes, byte* pixels, nuint size, int stride);

    public static bool IsThere => library.IsThere;

    public static unsafe Cutout Decode(ReadOnlySpan<byte> file, long maxPixels)
    {
        fixed (byte* start = file)
        {
            if (library.Function<Info>("WebPGetInfo")(start, (nuint)file.Length, out var width, out var height) == 0)
                throw new BadFileException("WebP header not valid");
            var pixels = PictureFile.Allocate("WebP", width, height, 4, maxPixels);
            fixed (byte* to = pixels)
            {
                if (library.Function<DecodeInto>("WebPDecodeRGBAInto")(start, (nuint)file.Length, to, (nuint)pixels.Length, 4 * width) == 0)
                    throw new BadFileException("WebP data damaged, cut short, or an animation");
            }
            return new Cutout(width, height, pixels);
        }
    }
}
