namespace Harness.Data.Pictures;

/// <summary>Square crops of boxes, the input of a region embedder.</summary>
public static class Crops
{
    /// <summary>
    /// The part of a picture under a box, stretched to size × size: area average where the box is larger than the crop, linear
    /// interpolation where it is smaller. A box may reach beyond the picture (jitter); the edge pixels are repeated there.
    /// </summary>
    /// <returns>[3, size, size] flattened: all red values, then green, then blue, each 0 to 1.</returns>
    /// <exception cref="ArgumentException">The box has no area, or a size below 1.</exception>
    public static float[] Extract(Picture picture, Box box, int size = 32)
    {
        var crop = new float[3 * size * size];
        Extract(picture, box, size, crop);
        return crop;
    }

    /// <summary>The same into a given span of 3·size·size values, for filling a batch.</summary>
    public static void Extract(Picture picture, Box box, int size, Span<float> crop)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        if (!(box.Width > 0 && box.Height > 0))
            throw new ArgumentException($"A crop needs a box with an area; this is {box}.");
        if (crop.Length != 3 * size * size)
            throw new ArgumentException($"The crop needs {3 * size * size} values; this span has {crop.Length}.");
        var (w, h) = (picture.Width, picture.Height);
        var across = Resampling.Of(box.X1 * (double)w, box.X2 * (double)w, w, size);
        var down = Resampling.Of(box.Y1 * (double)h, box.Y2 * (double)h, h, size);
        crop.Clear();
        Span<float> row = stackalloc float[3];
        var firstRow = down.First[0];
        var lastRow = down.First[size - 1] + down.Weights[size - 1].Length - 1;
        var narrow = new float[(lastRow - firstRow + 1) * size * 3];
        for (var y = firstRow; y <= lastRow; y++)
        for (var i = 0; i < size; i++)
        {
            row.Clear();
            var weights = across.Weights[i];
            var at = 3 * (y * w + across.First[i]);
            for (var k = 0; k < weights.Length; k++, at += 3)
            for (var c = 0; c < 3; c++)
                row[c] += weights[k] * picture.Rgb[at + c];
            row.CopyTo(narrow.AsSpan(3 * ((y - firstRow) * size + i)));
        }
        for (var j = 0; j < size; j++)
        for (var k = 0; k < down.Weights[j].Length; k++)
        {
            var weight = down.Weights[j][k] / 255f;
            var line = narrow.AsSpan(3 * (down.First[j] + k - firstRow) * size, 3 * size);
            for (var i = 0; i < size; i++)
            for (var c = 0; c < 3; c++)
                crop[(c * size + j) * size + i] += weight * line[3 * i + c];
        }
    }
}
