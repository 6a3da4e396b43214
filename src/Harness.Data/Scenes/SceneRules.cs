using Harness.Data.Pictures;

namespace Harness.Data.Scenes;

/// <summary>How scenes are drawn. The defaults are part of the data set's version.</summary>
public sealed record SceneRules
{
    /// <summary>Side of the square picture, pixels.</summary>
    public int Side { get; init; } = 128;

    public int MostObjects { get; init; } = 6;

    /// <summary>Number of categories that a scene draws from, at most; uniform from 1.</summary>
    public int MostCategories { get; init; } = 4;

    public int MostBig { get; init; } = 3;

    /// <summary>Chance that an object takes the name of an earlier one; else counts of a name are nearly always one.</summary>
    public double RepeatName { get; init; } = 0.2;

    /// <summary>Chance that an object of a held-out scene has a held-out name, where its category has one.</summary>
    public double HeldOutShare { get; init; } = 0.6;

    /// <summary>Longest side of a small object in fractions of the picture: from, to.</summary>
    public (double From, double To) Small { get; init; } = (0.17, 0.21);

    /// <summary>Longest side of a big object.</summary>
    public (double From, double To) Big { get; init; } = (0.30, 0.36);

    /// <summary>Free pixels between two objects, and between an object and the edge.</summary>
    public int Gap { get; init; } = 1;

    /// <summary>Background words and their colours; light, so that cut-outs of every colour stand out.</summary>
    public static readonly IReadOnlyList<(string Word, Rgb Colour)> Backgrounds =
    [
        ("white", new Rgb(246, 246, 244)),
        ("gray", new Rgb(172, 174, 178)),
        ("pink", new Rgb(245, 178, 203)),
        ("yellow", new Rgb(245, 226, 130)),
        ("green", new Rgb(160, 214, 152)),
        ("blue", new Rgb(150, 192, 236)),
    ];

    /// <summary>Largest change of a background channel, either way.</summary>
    public int ShadeJitter { get; init; } = 7;
}
