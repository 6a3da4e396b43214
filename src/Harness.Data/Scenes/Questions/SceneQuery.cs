namespace Harness.Data.Scenes.Questions;

/// <summary>
/// The steps from which question programs are composed, as in CLEVR (Johnson et al. 2017): select, relate, ask. A step gives null
/// where its question would have no single true answer (several foxes for "the fox", a mug neither clearly left nor right), and
/// null runs through the rest of a program.
/// </summary>
public static class SceneQuery
{
    /// <summary>Two objects stand left and right of each other when their centres differ by this much of the picture; less is unclear.</summary>
    public const float Clear = 0.06f;

    public static IEnumerable<SceneObject> Named(this Scene scene, string name) =>
        scene.Objects.Where(o => o.Sprite.Name == name);

    public static IEnumerable<SceneObject> OfKind(this Scene scene, string category) =>
        scene.Objects.Where(o => o.Sprite.Category == category);

    /// <summary>The only object of that name.</summary>
    public static SceneObject? The(this Scene scene, string name)
    {
        SceneObject? found = null;
        foreach (var item in scene.Objects)
        {
            if (item.Sprite.Name != name)
                continue;
            if (found is not null)
                return null;
            found = item;
        }
        return found;
    }

    /// <summary>Everything left of an object; null when nothing is, or when it is unclear for one of the others.</summary>
    public static IReadOnlyList<SceneObject>? LeftOf(this Scene scene, SceneObject? subject)
    {
        if (subject is null)
            return null;
        var left = new List<SceneObject>();
        foreach (var other in scene.Objects)
        {
            if (ReferenceEquals(other, subject))
                continue;
            switch (IsLeft(other, subject))
            {
                case null:
                    return null;
                case true:
                    left.Add(other);
                    break;
            }
        }
        return left.Count > 0 ? left : null;
    }

    /// <summary>The object with the leftmost centre and the leftmost edge; null when two compete, or there is only one object.</summary>
    public static SceneObject? Leftmost(this Scene scene)
    {
        if (scene.Objects.Count < 2)
            return null;
        var first = scene.Objects.MinBy(o => o.Box.CentreX)!;
        return scene.Objects.All(o => ReferenceEquals(o, first) || (IsLeft(first, o) == true && first.Box.X1 < o.Box.X1))
            ? first
            : null;
    }

    public static bool? IsLeft(SceneObject? a, SceneObject? b) => Before(a?.Box.CentreX, b?.Box.CentreX);

    public static bool? IsAbove(SceneObject? a, SceneObject? b) => Before(a?.Box.CentreY, b?.Box.CentreY);

    /// <summary>The name that all of them share.</summary>
    public static string? SharedName(this IReadOnlyList<SceneObject>? items) => Shared(items, o => o.Sprite.Name);

    public static string? SharedKind(this IReadOnlyList<SceneObject>? items) => Shared(items, o => o.Sprite.Category);

    public static string? YesNo(this bool? value) =>
        value switch
        {
            true => "yes",
            false => "no",
            null => null,
        };

    private static bool? Before(float? a, float? b) =>
        a is null || b is null || Math.Abs(a.Value - b.Value) < Clear ? null : a < b;

    private static string? Shared(IReadOnlyList<SceneObject>? items, Func<SceneObject, string> of) =>
        items is { Count: > 0 } && items.All(o => of(o) == of(items[0])) ? of(items[0]) : null;
}
