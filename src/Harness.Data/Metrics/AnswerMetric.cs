using Harness.Data.Files;

namespace Harness.Data.Metrics;

/// <summary>What scores the answers to test questions; dev is always scored by soft labels, as the authors' code does.</summary>
public sealed class AnswerMetric
{
    private readonly Func<Question, string, double> score;

    private AnswerMetric(string version, Func<Question, string, double> score) => (Version, this.score) = (version, score);

    /// <summary>Names that a configuration may give as <c>dataset.metric</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = ["soft-label", "official", "mixphm"];

    /// <summary>The raw answer looked up among the accepted ones.</summary>
    public static AnswerMetric SoftLabel { get; } =
        new($"{VqaAccuracy.Version}, soft label", (q, answer) => VqaAccuracy.SoftLabel(answer, q.Answers));

    /// <summary>Name and version, for the record of a run.</summary>
    public string Version { get; }

    /// <summary>0 to 1.</summary>
    public double Score(Question question, string answer) => score(question, answer);

    /// <summary>A metric for the questions of a split.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="UserErrorException">The data set cannot be scored so (2), or the annotators' answers are missing (3).</exception>
    public static AnswerMetric Named(string name, IVqaDataset data, string split)
    {
        if (name == Names[0])
            return SoftLabel;
        var released = name == Names[2];
        var rule = released ? "rules of MixPHM's released code" : "official rules";
        if (data.OneAnswerMetric.Length > 0)
            return new(
                $"{data.OneAnswerMetric}, {rule}",
                (q, answer) => GqaAccuracy.Score(answer, q.BestAnswer(), released ? GqaRules.MixPhm : GqaRules.Exact)
            );
        var given = data.AnnotatorAnswers(split);
        return new(
            $"{VqaAccuracy.Version}, {rule}",
            (q, answer) => VqaAccuracy.Score(answer, given[q.Id], released ? VqaRules.MixPhm : VqaRules.Official)
        );
    }
}
