using System.Numerics;

namespace Harness.Data.Floors;

/// <summary>How far pictures are apart: the squared difference of all channels of 16×16 thumbnails.</summary>
internal sealed class PictureDistances
{
    private const int Side = 16;

    private readonly Dictionary<string, float[]> thumbnails = [];
    private readonly IDataset dataset;

    public PictureDistances(IDataset dataset) => this.dataset = dataset;

    /// <summary>Position of the candidate nearest to a picture; the first of equally near ones.</summary>
    public int Nearest(string picture, IReadOnlyList<string> candidates)
    {
        var (from, best, at) = (Thumbnail(picture), double.MaxValue, 0);
        for (var i = 0; i < candidates.Count; i++)
        {
            var distance = Distance(from, Thumbnail(candidates[i]), best);
            if (distance < best)
                (best, at) = (distance, i);
        }
        return at;
    }

    private float[] Thumbnail(string picture)
    {
        if (!thumbnails.TryGetValue(picture, out var small))
            thumbnails.Add(picture, small = [.. dataset.Picture(picture).Thumbnail(Side).Select(b => (float)b)]);
        return small;
    }

    // The sum of a row of 48 channels stays below 2^24, so single precision is exact in every order and every machine finds the same neighbour.
    private static double Distance(float[] a, float[] b, double enough)
    {
        double total = 0;
        for (var row = 0; row < a.Length && total < enough; row += 3 * Side)
        {
            var sum = 0f;
            for (var i = row; i < row + 3 * Side; i += Vector<float>.Count)
            {
                var difference = new Vector<float>(a, i) - new Vector<float>(b, i);
                sum += Vector.Dot(difference, difference);
            }
            total += sum;
        }
        return total;
    }
}
