namespace Harness.Data.Pictures;

/// <summary>
/// One axis of a separable resize: output cell i is Σ weight·source over a run of source cells. Shrinking averages over the
/// exact area that the cell covers (fractions included), so thin lines fade instead of flickering; enlarging interpolates linearly
/// between pixel centres. Beyond the edge the outermost pixel is repeated.
/// </summary>
internal sealed class Resampling
{
    private Resampling(int[] first, float[][] weights) => (First, Weights) = (first, weights);

    /// <summary>First source cell of each output cell.</summary>
    public int[] First { get; }

    /// <summary>Weights of the run of each output cell; they sum to 1.</summary>
    public float[][] Weights { get; }

    /// <param name="from">Left end of the source interval, in cells; may lie outside.</param>
    /// <param name="to">Right end; above <paramref name="from"/>.</param>
    /// <param name="source">Number of source cells.</param>
    /// <param name="cells">Number of output cells.</param>
    public static Resampling Of(double from, double to, int source, int cells)
    {
        var step = (to - from) / cells;
        var first = new int[cells];
        var weights = new float[cells][];
        for (var i = 0; i < cells; i++)
        {
            var (lo, hi) = (from + i * step, from + (i + 1) * step);
            (first[i], weights[i]) = step >= 1 ? Area(lo, hi, source) : Linear((lo + hi) / 2, source);
        }
        return new Resampling(first, weights);
    }

    private static (int, float[]) Area(double lo, double hi, int source)
    {
        var a = (int)Math.Floor(lo);
        var b = (int)Math.Ceiling(hi);
        var (start, end) = (Math.Clamp(a, 0, source - 1), Math.Clamp(b - 1, 0, source - 1));
        var w = new float[end - start + 1];
        for (var x = a; x < b; x++)
        {
            var share = (Math.Min(hi, x + 1) - Math.Max(lo, x)) / (hi - lo);
            w[Math.Clamp(x, start, end) - start] += (float)share;
        }
        return (start, w);
    }

    private static (int, float[]) Linear(double centre, int source)
    {
        var x = centre - 0.5;
        var left = (int)Math.Floor(x);
        var share = (float)(x - left);
        if (left < 0)
            return (0, [1f]);
        return left >= source - 1 ? (source - 1, [1f]) : (left, [1 - share, share]);
    }
}
