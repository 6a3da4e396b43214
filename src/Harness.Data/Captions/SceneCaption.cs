using System.Globalization;
using Harness.Data.Scenes;

namespace Harness.Data.Captions;

/// <summary>A sentence from a template about a scene: what stands there from left to right, and the background.</summary>
public static class SceneCaption
{
    /// <summary>For example "From left to right a zebra, a drum and an owl on a pink background."; true by construction.</summary>
    public static string Of(Scene scene)
    {
        var names = scene.Objects.OrderBy(o => o.Box.CentreX).Select(o => Words.WithArticle(o.Sprite.Name)).ToList();
        var things =
            names.Count == 1 ? Capital(names[0]) : $"From left to right {string.Join(", ", names[..^1])} and {names[^1]}";
        return $"{things} on {Words.WithArticle(scene.Background)} background.";
    }

    private static string Capital(string text) => char.ToUpper(text[0], CultureInfo.InvariantCulture) + text[1..];
}
