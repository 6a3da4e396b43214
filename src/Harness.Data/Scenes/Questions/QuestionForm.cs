using System.Globalization;

namespace Harness.Data.Scenes.Questions;

/// <summary>What a form's blanks range over.</summary>
public enum Subjects
{
    /// <summary>The question has no blank.</summary>
    None,

    /// <summary>A name that stands in the picture.</summary>
    PresentName,

    /// <summary>Two different names that stand in the picture.</summary>
    PresentPair,

    /// <summary>Any name.</summary>
    AnyName,

    /// <summary>Any category.</summary>
    AnyKind,
}

/// <summary>A question template: its words, and the program that answers it on a scene.</summary>
/// <param name="Name">Identifies the template in results, e.g. <c>count-category</c>.</param>
/// <param name="AnswerType"><c>yes/no</c>, <c>number</c> or <c>other</c>.</param>
/// <param name="Wording">Words separated by blanks; {0} and {1} are the subjects.</param>
/// <param name="Program">The one true answer, or null where there is none.</param>
public sealed record QuestionForm(
    string Name,
    string AnswerType,
    Subjects Subjects,
    string Wording,
    Func<Scene, string, string, string?> Program
)
{
    /// <summary>The twelve forms. None of their wordings occurs in pre-training.</summary>
    public static readonly IReadOnlyList<QuestionForm> All =
    [
        new("exists-name", "yes/no", Subjects.AnyName, "is there any {0} ?", (s, a, _) => ((bool?)s.Named(a).Any()).YesNo()),
        new("exists-category", "yes/no", Subjects.AnyKind, "is there any {0} ?", (s, a, _) => ((bool?)s.OfKind(a).Any()).YesNo()),
        new(
            "left-right",
            "yes/no",
            Subjects.PresentPair,
            "is the {0} left of the {1} ?",
            (s, a, b) => SceneQuery.IsLeft(s.The(a), s.The(b)).YesNo()
        ),
        new(
            "above-below",
            "yes/no",
            Subjects.PresentPair,
            "is the {0} above the {1} ?",
            (s, a, b) => SceneQuery.IsAbove(s.The(a), s.The(b)).YesNo()
        ),
        new("count-category", "number", Subjects.AnyKind, "how many {0} are there ?", (s, a, _) => Number(s.OfKind(a).Count())),
        new("count-all", "number", Subjects.None, "how many things are there ?", (s, _, _) => Number(s.Objects.Count)),
        new(
            "left-of-name",
            "other",
            Subjects.PresentName,
            "what is left of the {0} ?",
            (s, a, _) => s.LeftOf(s.The(a)).SharedName()
        ),
        new(
            "left-of-kind",
            "other",
            Subjects.PresentName,
            "what kind is left of the {0} ?",
            (s, a, _) => s.LeftOf(s.The(a)).SharedKind()
        ),
        new("leftmost-name", "other", Subjects.None, "which thing is leftmost ?", (s, _, _) => s.Leftmost()?.Sprite.Name),
        new("leftmost-kind", "other", Subjects.None, "what kind is leftmost ?", (s, _, _) => s.Leftmost()?.Sprite.Category),
        new(
            "size",
            "other",
            Subjects.PresentName,
            "is the {0} big or small ?",
            (s, a, _) =>
                s.The(a) is { } o
                    ? o.Big
                        ? "big"
                        : "small"
                    : null
        ),
        new("color", "other", Subjects.None, "what color is the background ?", (s, _, _) => s.Background),
    ];

    public string Text(string a, string b) => string.Format(CultureInfo.InvariantCulture, Wording, a, b);

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);
}
