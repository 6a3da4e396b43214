using System.Globalization;
using Harness.Data.Scenes;

namespace Harness.Data.Tests;

/// <summary>Answers questions from their text alone, by other means than the question programs: all answers that a careful reader could give.</summary>
internal static class SecondReading
{
    public static List<string> Answers(Scene scene, Question question)
    {
        var words = question.Text.Split(' ');
        var objects = scene.Objects;
        switch (question.Text)
        {
            case "how many things are there ?":
                return [Number(objects.Count)];
            case "what color is the background ?":
                return [scene.Background];
            case "which thing is leftmost ?":
                return [.. Leftmost().Select(o => o.Sprite.Name).Distinct()];
            case "what kind is leftmost ?":
                return [.. Leftmost().Select(o => o.Sprite.Category).Distinct()];
        }
        if (question.Text.StartsWith("is there any", StringComparison.Ordinal))
            return [Truth(objects.Any(o => Is(o, words[3])))];
        if (question.Text.StartsWith("how many", StringComparison.Ordinal))
            return [Number(objects.Count(o => Is(o, words[2])))];
        if (question.Text.EndsWith("big or small ?", StringComparison.Ordinal))
            return [.. Named(words[2]).Select(o => Math.Max(o.Box.Width, o.Box.Height) > 0.25 ? "big" : "small").Distinct()];
        if (question.Text.StartsWith("what", StringComparison.Ordinal))
        {
            var kind = words[1] == "kind";
            return
            [
                .. Named(words[^2])
                    .SelectMany(s => objects.Where(o => o != s && o.Box.CentreX < s.Box.CentreX + 0.05))
                    .Select(o => kind ? o.Sprite.Category : o.Sprite.Name)
                    .Distinct(),
            ];
        }
        var (a, b, left) = (Named(words[2]), Named(words[^2]), words.Contains("left"));
        return
        [
            .. a.SelectMany(x => b.SelectMany(y => Places(left ? x.Box.CentreX - y.Box.CentreX : x.Box.CentreY - y.Box.CentreY)))
                .Distinct(),
        ];

        List<SceneObject> Named(string name) => [.. objects.Where(o => o.Sprite.Name == name)];
        bool Is(SceneObject o, string word) => o.Sprite.Name == word || o.Sprite.Category == word;
        IEnumerable<SceneObject> Leftmost() =>
            objects.Where(o => objects.All(p => o.Box.CentreX < p.Box.CentreX + 0.05) || objects.All(p => o.Box.X1 <= p.Box.X1));
    }

    // A difference of less than a twentieth of the picture could be called either way.
    private static IEnumerable<string> Places(float difference) =>
        Math.Abs(difference) < 0.05 ? ["yes", "no"] : [Truth(difference < 0)];

    private static string Truth(bool value) => value ? "yes" : "no";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
