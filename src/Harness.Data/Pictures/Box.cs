namespace Harness.Data.Pictures;

/// <summary>A rectangle in fractions of the picture, 0 ≤ x1 &lt; x2 ≤ 1, y downwards.</summary>
public readonly record struct Box(float X1, float Y1, float X2, float Y2)
{
    /// <summary>The whole picture.</summary>
    public static readonly Box Whole = new(0, 0, 1, 1);

    public float Width => X2 - X1;

    public float Height => Y2 - Y1;

    public float CentreX => (X1 + X2) / 2;

    public float CentreY => (Y1 + Y2) / 2;

    /// <summary>Shared area divided by the area of the union, 0 to 1.</summary>
    public float Overlap(Box other)
    {
        var w = Math.Min(X2, other.X2) - Math.Max(X1, other.X1);
        var h = Math.Min(Y2, other.Y2) - Math.Max(Y1, other.Y1);
        if (w <= 0 || h <= 0)
            return 0;
        var shared = w * h;
        return shared / (Width * Height + other.Width * other.Height - shared);
    }
}

/// <summary>Boxes for pictures of which nobody says where things are: the whole picture, its quarters, its middle, and its left and right halves.</summary>
public static class GridRegions
{
    /// <summary>As many boxes as scenes have.</summary>
    public static IReadOnlyList<Box> Eight { get; } =
    [
        Box.Whole,
        new(0, 0, 0.5f, 0.5f),
        new(0.5f, 0, 1, 0.5f),
        new(0, 0.5f, 0.5f, 1),
        new(0.5f, 0.5f, 1, 1),
        new(0.25f, 0.25f, 0.75f, 0.75f),
        new(0, 0, 0.5f, 1),
        new(0.5f, 0, 1, 1),
    ];
}
