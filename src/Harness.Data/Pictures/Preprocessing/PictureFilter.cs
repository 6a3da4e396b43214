namespace Harness.Data.Pictures.Preprocessing;

/// <summary>How a resize weighs neighbouring pixels, numbered as in Pillow and in published <c>preprocessor_config.json</c> files.</summary>
public enum PictureFilter
{
    /// <summary>1 − |x| within one pixel.</summary>
    Bilinear = 2,

    /// <summary>Keys' cubic with a = −½ within two pixels.</summary>
    Bicubic = 3,
}

/// <summary>The weights of a filter.</summary>
internal static class FilterWeights
{
    public static double Support(this PictureFilter filter) => filter == PictureFilter.Bilinear ? 1 : 2;

    public static double At(this PictureFilter filter, double x)
    {
        const double A = -0.5;
        x = Math.Abs(x);
        if (filter == PictureFilter.Bilinear)
            return Math.Max(0, 1 - x);
        return x < 1 ? ((A + 2) * x - (A + 3)) * x * x + 1
            : x < 2 ? (((x - 5) * x + 8) * x - 4) * A
            : 0;
    }
}
