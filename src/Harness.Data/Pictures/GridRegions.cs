namespace Harness.Data;

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
