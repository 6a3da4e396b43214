using Harness.Data.Files;
using Harness.Data.Pictures;

namespace Harness.Data.Tests.Pictures;

/// <summary>Pictures of several kinds against the pixels that Pillow reads (see goldens/README.md).</summary>
public sealed class PictureFileTests
{
    internal static string Golden(string name) => Path.Combine(AppContext.BaseDirectory, "Pictures", "goldens", name);

    [Theory]
    [InlineData("colour.jpg")]
    [InlineData("grey.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("cmyk.jpg")]
    [InlineData("lossy.webp")]
    public void Pixels_equal_those_of_Pillow(string name)
    {
        var (read, expected) = (PictureFile.Read(Golden(name)), PictureFile.Read(Golden(name + ".png")));
        Assert.Equal((expected.Width, expected.Height), (read.Width, read.Height));
        Assert.Equal(expected.Rgb, read.Rgb);
    }

    [Theory]
    [InlineData("lossless.webp")]
    [InlineData("animated.webp")]
    public void Lossless_WebP_is_the_original_and_of_an_animation_the_first_frame(string name) =>
        Assert.Equal(PictureFile.Read(Golden("colour.png")).Rgb, PictureFile.Read(Golden(name)).Rgb);

    [Theory]
    [InlineData("colour.png")]
    [InlineData("colour.jpg")]
    [InlineData("lossy.webp")]
    public void Too_many_pixels_are_refused_before_memory_is_asked_for(string name)
    {
        var file = File.ReadAllBytes(Golden(name));
        Assert.Contains(
            "37×26",
            Assert.Throws<BadFileException>(() => PictureFile.Read(Golden(name), maxPixels: 37 * 26 - 1)).Message
        );
        Assert.Equal(37, PictureCodec.Decode(file, maxPixels: 37 * 26).Width);
    }

    [Theory]
    [InlineData("colour.jpg")]
    [InlineData("lossy.webp")]
    public void Half_a_file_and_a_large_promise_are_refused(string name)
    {
        var file = File.ReadAllBytes(Golden(name));
        for (var length = 12; length < file.Length - 2; length += 13)
            Assert.ThrowsAny<BadFileException>(() => PictureCodec.Decode(file.AsSpan(0, length)));
        // The largest size that the header can promise.
        var at = name.EndsWith("jpg", StringComparison.Ordinal) ? file.AsSpan().IndexOf((byte[])[0, 26, 0, 37]) : 26;
        Assert.True(at > 0);
        file.AsSpan(at, 4).Fill(0xFF);
        if (name.EndsWith("webp", StringComparison.Ordinal))
            file.AsSpan(at, 4).Fill(0x3F);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.ThrowsAny<BadFileException>(() => PictureCodec.Decode(file));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
    }

    [Theory]
    [InlineData("colour.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("lossy.webp")]
    [InlineData("lossless.webp")]
    public void Random_damage_gives_a_picture_or_an_error(string name)
    {
        var random = new Random(5);
        var sound = File.ReadAllBytes(Golden(name));
        for (var n = 0; n < 1000; n++)
        {
            var file = (byte[])sound.Clone();
            for (var k = random.Next(1, 5); k > 0; k--)
                file[random.Next(file.Length)] = (byte)random.Next(256);
            try
            {
                var read = PictureCodec.Decode(file, maxPixels: 100_000);
                Assert.Equal(4 * read.Width * read.Height, read.Rgba.Length);
            }
            catch (BadFileException) { }
        }
    }

    [Fact]
    public void What_cannot_be_read_names_the_file_and_what_would_work()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(folder["a.jpg"], Assert.Throws<BadFileException>(() => PictureFile.Read(folder["a.jpg"])).Message);
        File.WriteAllText(folder["a.jpg"], "GIF89a");
        var error = Assert.Throws<BadFileException>(() => PictureFile.Read(folder["a.jpg"]));
        Assert.Equal(
            $"{folder["a.jpg"]} cannot be read as a picture: neither PNG, JPEG nor WebP; convert it to one of these.",
            error.Message
        );
        Assert.Equal(UserErrorException.Missing, error.ExitCode);
    }
}
