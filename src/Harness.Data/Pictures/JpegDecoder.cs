using System.Runtime.InteropServices;

namespace Harness.Data;

/// <summary>
/// JPEG through libjpeg-turbo's TurboJPEG interface, with its exact transform and smooth chroma, so that pixels equal those of Pillow.
/// </summary>
internal static class JpegDecoder
{
    private const int Rgb = 0, AccurateTransform = 4096, Cmyk = 3, Ycck = 4;

    private static readonly SystemLibrary library = new("JPEG pictures", "libturbojpeg0", "libturbojpeg.so.0", "libturbojpeg.so", "libturbojpeg.dylib");

    private delegate nint Init();

    private unsafe delegate int Header(nint decoder, byte* file, nuint bytes, out int width, out int height, out int subsampling, out int colours);

    private unsafe delegate int Decompress(nint decoder, byte* file, nuint bytes, byte* pixels, int width, int pitch, int height, int format, int flags);

    private delegate nint ErrorText(nint decoder);

    private delegate int Destroy(nint decoder);

    public static bool IsThere => library.IsThere;

    public static unsafe Picture Decode(ReadOnlySpan<byte> file, long maxPixels)
    {
        var decoder = library.Function<Init>("tjInitDecompress")();
        try
        {
            fixed (byte* start = file)
            {
                if (library.Function<Header>("tjDecompressHeader3")(decoder, start, (nuint)file.Length, out var width, out var height, out _, out var colours) != 0)
                    throw new BadFileException($"JPEG header not valid: {Error(decoder)}");
                if (colours is Cmyk or Ycck) throw new BadFileException("JPEG in printing colours (CMYK); convert it to RGB");
                var pixels = PictureFile.Allocate("JPEG", width, height, 3, maxPixels);
                fixed (byte* to = pixels)
                {
                    // A warning about padding between markers is no reason to refuse a picture; one that ends too early is.
                    if (library.Function<Decompress>("tjDecompress2")(decoder, start, (nuint)file.Length, to, width, 0, height, Rgb, AccurateTransform) != 0
                        && Error(decoder) is var error && !error.Contains("extraneous bytes", StringComparison.Ordinal))
                        throw new BadFileException($"JPEG data not valid: {error}");
                }
                return new Picture(width, height, pixels);
            }
        }
        finally
        {
            library.Function<Destroy>("tjDestroy")(decoder);
        }
    }

    private static string Error(nint decoder) => Marshal.PtrToStringUTF8(library.Function<ErrorText>("tjGetErrorStr2")(decoder)) ?? "unknown";
}
