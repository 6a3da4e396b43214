using Harness.Data.Pictures;

namespace Harness.Data.Scenes;

/// <summary>A cut-out that can be pasted into scenes.</summary>
/// <param name="Index">Position in the sprite set.</param>
/// <param name="Name">Head noun, e.g. <c>zebra</c>; several sprites may share it.</param>
/// <param name="Category">One of the set's categories, e.g. <c>mammal</c>.</param>
/// <param name="Known">False for names held out from every training picture.</param>
public sealed record Sprite(int Index, string Name, string Category, bool Known);

/// <summary>One pasted sprite.</summary>
/// <param name="Box">Where it stands; its edges lie on pixels of the scene.</param>
/// <param name="Big">Longest side 30–36 % of the picture instead of 17–21 %.</param>
public sealed record SceneObject(Sprite Sprite, Box Box, bool Big, bool Mirrored);

/// <summary>A picture by construction: a background colour and one to six objects, in drawing order.</summary>
/// <param name="Id">Unique within the data set; the streams of the scene's regions hang on it.</param>
/// <param name="Background">The word for the colour, e.g. <c>pink</c>.</param>
/// <param name="Shade">The colour itself: the word's colour with a slight jitter.</param>
public sealed record Scene(string Id, string Background, Rgb Shade, IReadOnlyList<SceneObject> Objects);

/// <summary>English of template sentences.</summary>
internal static class Words
{
    public static string WithArticle(string word) => ("aeiou".Contains(word[0]) ? "an " : "a ") + word;
}
