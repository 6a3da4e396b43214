using System.Text.Json;
using Harness.Data.Metrics;

namespace Harness.Parity.Values;

/// <summary>Compares VQA accuracy and answer normalisation with a file of reference values (<c>vqa_accuracy.json</c>).</summary>
public static class VqaAccuracyParity
{
    private const string Group = "vqa_accuracy";
    private const double Tolerance = 1e-12;

    /// <summary>Such a file: answers with their accuracy.</summary>
    public static ValueChecker Checker { get; } =
        new(f => ValueChecker.FirstHas(f, "cases", "expected_accuracy"), (f, _) => Check(f));

    /// <summary>One result a case, then the two data-set summaries.</summary>
    public static IEnumerable<ParityRecord> Check(JsonElement file)
    {
        var items = new List<VqaItem>();
        foreach (var c in file.GetProperty("cases").EnumerateArray())
        {
            var item = new VqaItem(
                Text(c, "prediction"),
                Strings(c.GetProperty("answers")),
                Text(c, "question_type"),
                Text(c, "answer_type")
            );
            items.Add(item);
            yield return One(c, item);
        }
        foreach (var (name, rules) in new[] { ("overall_official", VqaRules.Official), ("overall_mixphm", VqaRules.MixPhm) })
            if (file.TryGetProperty(name, out var overall))
                yield return Summary(name, overall, VqaAccuracy.Evaluate(items, rules));
    }

    private static ParityRecord One(JsonElement c, VqaItem item)
    {
        var expected = c.GetProperty("expected_accuracy").GetDouble();
        var variant = c.TryGetProperty("expected_accuracy_mixphm", out var m) ? m.GetDouble() : expected;
        var official = VqaAccuracy.Score(item.Prediction, item.Answers);
        var processed = Text(c, "expected_processed_prediction");
        return new Comparison($"{c.GetProperty("id")} {Text(c, "tag")}", Group, Tolerance)
            .Near("official", expected, official)
            .Near("mixphm", variant, VqaAccuracy.Score(item.Prediction, item.Answers, VqaRules.MixPhm))
            .Same("percent", c.GetProperty("expected_percent").GetDouble(), PythonNumbers.Round2(100 * official))
            .Same("prediction", processed, AnswerText.Normalise(item.Prediction))
            .SameList(
                "answers",
                Strings(c.GetProperty("expected_processed_answers")),
                VqaAccuracy.Compared(item.Prediction, item.Answers, VqaRules.Official).Answers
            )
            .Same(
                "normalised",
                c.TryGetProperty("expected_normalize_answer_mixphm", out var n) ? n.GetString() : processed,
                AnswerText.NormaliseMixPhm(item.Prediction)
            )
            .Result();
    }

    private static ParityRecord Summary(string name, JsonElement expected, VqaSummary actual)
    {
        var comparison = new Comparison(name, Group, Tolerance).Same(
            "overall",
            expected.GetProperty("overall").GetDouble(),
            actual.Overall
        );
        foreach (var p in expected.GetProperty("perQuestionType").EnumerateObject())
            comparison.Same(p.Name, p.Value.GetDouble(), actual.PerQuestionType.GetValueOrDefault(p.Name, double.NaN));
        foreach (var p in expected.GetProperty("perAnswerType").EnumerateObject())
            comparison.Same(p.Name, p.Value.GetDouble(), actual.PerAnswerType.GetValueOrDefault(p.Name, double.NaN));
        return comparison.Result();
    }

    private static string Text(JsonElement e, string name) => e.GetProperty(name).GetString()!;

    private static List<string> Strings(JsonElement e) => [.. e.EnumerateArray().Select(x => x.GetString()!)];
}
