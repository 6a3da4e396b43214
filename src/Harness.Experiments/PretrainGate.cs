using Harness.Training.Pretraining;

namespace Harness.Experiments;

/// <summary>A score that a backbone must reach before anything is tuned on it: below it tuning teaches little.</summary>
public sealed record PretrainGate(string Name, double Score, double Bar)
{
    public bool Holds => Score >= Bar;

    private static readonly (string Name, double Bar)[] seeing = [("patch", 65), ("names", 60), ("colour", 90)],
        reading = [("masked", 70), ("category", 85)],
        writing = [("next", 60), ("category", 85)];

    /// <summary>
    /// The bars of a small VL-T5, with what the last look at held-out scenes gave, in %: every skill that downstream asks for, in the backbone's own words.
    /// That something is there has many right fillings and is judged instead.
    /// </summary>
    public static IReadOnlyList<PretrainGate> Of(PretrainReport report) =>
        Of(
            report.Looks,
            [
                ("background", 85),
                ("count-category", 85),
                ("count-all", 85),
                ("match/exists", 85),
                ("match/exists-category", 85),
                ("category", 85),
                ("size", 85),
                ("side", 85),
                ("height", 85),
                ("neighbour", 85),
                ("neighbour-category", 85),
                ("extreme", 85),
                ("extreme-category", 85),
                ("reading", 85),
                ("unseen", 75),
            ]
        );

    /// <summary>The bars of a vision transformer and a language model.</summary>
    public static IReadOnlyList<PretrainGate> OfApart(TwoPartReport report) =>
        [
            .. Of(report.Vision, seeing),
            .. Of(report.Language, report.Language[^1].Scores.ContainsKey("next") ? writing : reading),
        ];

    /// <summary>The bars of a vision tower and a BART; judgements have none, for nothing tells which of two spellings was drawn.</summary>
    public static IReadOnlyList<PretrainGate> OfClipBart(TwoPartReport report) =>
        [
            .. Of(report.Vision, [("name", 50), ("category", 50), ("colour", 90)]),
            .. Of(report.Language, [("left", 90), ("fact", 75)]),
        ];

    private static IReadOnlyList<PretrainGate> Of(
        IReadOnlyList<PretrainLook> looks,
        IEnumerable<(string Name, double Bar)> bars
    ) => [.. bars.Select(b => new PretrainGate(b.Name, looks[^1].Scores[b.Name], b.Bar))];
}
