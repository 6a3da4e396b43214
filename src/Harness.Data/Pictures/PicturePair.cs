namespace Harness.Data.Pictures;

/// <summary>Two pictures under one identifier, as NLVR2 has them.</summary>
public static class PicturePair
{
    /// <summary>Stands between the identifiers of the two pictures.</summary>
    public const char Join = '+';

    /// <summary>The identifiers of an identifier's pictures: two, or itself.</summary>
    public static string[] Parts(string pictureId) => pictureId.Split(Join);

    /// <summary>Both at the lower one's height.</summary>
    public static Picture SideBySide(Picture left, Picture right)
    {
        var height = Math.Min(left.Height, right.Height);
        Cutout[] both =
        [
            .. new[] { left, right }.Select(p => p.Opaque().Resize(Math.Max(1, p.Width * height / p.Height), height)),
        ];
        var pair = new Picture(both.Sum(b => b.Width), height, new byte[3 * both.Sum(b => b.Width) * height]);
        for (var y = 0; y < height; y++)
        {
            var to = 3 * y * pair.Width;
            foreach (var half in both)
                for (var x = 0; x < half.Width; x++, to += 3)
                    half.Rgba.AsSpan(4 * (y * half.Width + x), 3).CopyTo(pair.Rgb.AsSpan(to));
        }
        return pair;
    }
}
