using Harness.Data.Metrics;

namespace Harness.Data.Floors;

/// <summary>
/// What can be scored without understanding pictures, in %: the most frequent training answer; the blind baseline (the most frequent training answer
/// to the same wording, else of the same form); and the answer of the nearest training picture (16×16 pixels) among the questions of the same wording,
/// else of the same form.
/// </summary>
public sealed record VqaFloors(string Form, int Questions, double Majority, double Blind, double Nearest)
{
    /// <summary>One row for all questions of the split (form <c>all</c>), then one a form in order of their names.</summary>
    public static IReadOnlyList<VqaFloors> Of(IVqaDataset dataset, string train, string test)
    {
        var pool = new AnswerPool(dataset.Questions(train));
        var distances = new PictureDistances(dataset);
        var scored = dataset
            .Questions(test)
            .Select(q =>
            {
                var near = pool.Like(q);
                double Score(string answer) => VqaAccuracy.SoftLabel(answer, q.Answers);
                return (
                    q.Form,
                    Majority: Score(pool.Majority),
                    Blind: Score(pool.Blind(q)),
                    Nearest: Score(near[distances.Nearest(q.PictureId, pool.PicturesLike(q))].BestAnswer())
                );
            })
            .ToList();
        return
        [
            Row("all", scored),
            .. scored.GroupBy(s => s.Form).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => Row(g.Key, [.. g])),
        ];
    }

    private static VqaFloors Row(string form, List<(string Form, double Majority, double Blind, double Nearest)> scored) =>
        new(
            form,
            scored.Count,
            100 * scored.Average(s => s.Majority),
            100 * scored.Average(s => s.Blind),
            100 * scored.Average(s => s.Nearest)
        );

    /// <summary>Training questions by wording and by form.</summary>
    private sealed class AnswerPool(IReadOnlyList<Question> questions)
    {
        private readonly ILookup<string, Question> byText = questions.ToLookup(q => q.Text),
            byForm = questions.ToLookup(q => q.Form);
        private readonly Dictionary<(string, bool), (Question[] Questions, string[] Pictures, string Answer)> groups = [];

        public string Majority { get; } = MostFrequent(questions);

        public Question[] Like(Question q) => Group(q).Questions;

        public string[] PicturesLike(Question q) => Group(q).Pictures;

        public string Blind(Question q) => Group(q).Answer;

        private (Question[] Questions, string[] Pictures, string Answer) Group(Question q)
        {
            var known = byText.Contains(q.Text);
            var key = (known ? q.Text : q.Form, known);
            if (!groups.TryGetValue(key, out var group))
            {
                Question[] found =
                [
                    .. known ? byText[q.Text]
                    : byForm.Contains(q.Form) ? byForm[q.Form]
                    : questions,
                ];
                groups.Add(key, group = (found, [.. found.Select(f => f.PictureId)], MostFrequent(found)));
            }
            return group;
        }

        // Of equally frequent answers the first in ordinal order.
        private static string MostFrequent(IEnumerable<Question> questions) =>
            questions
                .GroupBy(q => q.BestAnswer())
                .OrderByDescending(g => g.Count())
                .ThenBy(g => g.Key, StringComparer.Ordinal)
                .First()
                .Key;
    }
}
