using Harness.Data.Files;

namespace Harness.Data.Regions;

/// <summary>The regions of one picture as a detector described them.</summary>
/// <param name="Height">Of the picture, in pixels.</param>
/// <param name="Width">Of the picture, in pixels.</param>
/// <param name="Features">[R, F] flattened.</param>
/// <param name="Boxes">[R, 4] flattened: x1, y1, x2, y2 as fractions of width and height.</param>
public sealed record PictureRegions(int Height, int Width, float[] Features, float[] Boxes)
{
    /// <summary>R.</summary>
    public int Count => Boxes.Length / 4;

    /// <summary>F.</summary>
    public int FeatureWidth => Features.Length / Count;
}

/// <summary>A file of region features, a picture at a time.</summary>
public interface IRegionFile : IDisposable
{
    string Path { get; }

    /// <summary>Pictures by their key in the file.</summary>
    IReadOnlyList<string> Ids { get; }

    /// <exception cref="BadFileException">No such picture, or its entries contradict each other.</exception>
    PictureRegions Read(string id);
}
