using System.Globalization;
using Harness.Data.Sampling;
using Harness.Data.Scenes.Questions;

namespace Harness.Data.Scenes.Pairs;

/// <summary>What a statement's blanks range over.</summary>
internal enum PairSubjects
{
    /// <summary>Nothing to fill in.</summary>
    None,

    /// <summary>A known name.</summary>
    Name,

    /// <summary>Two different known names.</summary>
    TwoNames,

    /// <summary>A category.</summary>
    Kind,

    /// <summary>A small number and a category.</summary>
    NumberOfKind,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A background's colour.</summary>
    Colour,
}

/// <summary>A statement about two scenes: its words, and the program that judges it. Nothing is stated that the scenes' annotations leave open.</summary>
/// <param name="Wording">{0} and {1} are the subjects.</param>
internal sealed record PairForm(
    string Name,
    PairSubjects Subjects,
    string Wording,
    Func<Scene, Scene, string, string, bool> Holds
)
{
    public static IReadOnlyList<PairForm> All { get; } =
    [
        new("left-name", PairSubjects.Name, "the left picture shows {0} .", (l, _, a, _) => l.Named(a).Any()),
        new(
            "any-name",
            PairSubjects.Name,
            "at least one picture shows {0} .",
            (l, r, a, _) => l.Named(a).Any() || r.Named(a).Any()
        ),
        new(
            "names",
            PairSubjects.TwoNames,
            "the left picture shows {0} and the right one {1} .",
            (l, r, a, b) => l.Named(a).Any() && r.Named(b).Any()
        ),
        new(
            "both-kind",
            PairSubjects.Kind,
            "both pictures show some {0} .",
            (l, r, a, _) => l.OfKind(a).Any() && r.OfKind(a).Any()
        ),
        new(
            "one-kind",
            PairSubjects.Kind,
            "just one of the pictures shows some {0} .",
            (l, r, a, _) => l.OfKind(a).Any() != r.OfKind(a).Any()
        ),
        new("no-kind", PairSubjects.Kind, "no picture shows any {0} .", (l, r, a, _) => !l.OfKind(a).Any() && !r.OfKind(a).Any()),
        new(
            "count-kind",
            PairSubjects.NumberOfKind,
            "the pictures show {0} {1} in all .",
            (l, r, n, a) => l.OfKind(a).Count() + r.OfKind(a).Count() == Number(n)
        ),
        new(
            "count-all",
            PairSubjects.Number,
            "the pictures show {0} things in all .",
            (l, r, n, _) => l.Objects.Count + r.Objects.Count == Number(n)
        ),
        new(
            "more-left",
            PairSubjects.None,
            "the left picture shows more things than the right one .",
            (l, r, _, _) => l.Objects.Count > r.Objects.Count
        ),
        new(
            "same-background",
            PairSubjects.None,
            "both pictures have the same background .",
            (l, r, _, _) => l.Background == r.Background
        ),
        new(
            "both-background",
            PairSubjects.Colour,
            "both pictures have a {0} background .",
            (l, r, a, _) => l.Background == a && r.Background == a
        ),
    ];

    /// <summary>Draws what stands in the blanks, as programs read it.</summary>
    public (string A, string B) Draw(SpriteSet sprites, RandomStream random) =>
        Subjects switch
        {
            PairSubjects.Name => (random.Pick(sprites.Names()), ""),
            PairSubjects.TwoNames => Two(sprites.Names(), random),
            PairSubjects.Kind => (random.Pick(sprites.Categories), ""),
            PairSubjects.NumberOfKind => (Text(random.NextInt(1, 4)), random.Pick(sprites.Categories)),
            PairSubjects.Number => (Text(random.NextInt(3, 9)), ""),
            PairSubjects.Colour => (random.Pick(SceneRules.Backgrounds).Word, ""),
            _ => ("", ""),
        };

    /// <summary>The statement; names take their article.</summary>
    public string Text(string a, string b) =>
        Subjects is PairSubjects.Name or PairSubjects.TwoNames
            ? string.Format(CultureInfo.InvariantCulture, Wording, Words.WithArticle(a), b.Length > 0 ? Words.WithArticle(b) : "")
            : string.Format(CultureInfo.InvariantCulture, Wording, a, b);

    private static (string, string) Two(IReadOnlyList<string> names, RandomStream random)
    {
        var (first, step) = (random.NextInt(names.Count), random.NextInt(1, names.Count - 1));
        return (names[first], names[(first + step) % names.Count]);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
