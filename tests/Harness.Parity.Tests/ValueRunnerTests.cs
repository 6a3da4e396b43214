using System.Text.Json;
using Harness.Parity.Values;

namespace Harness.Parity.Tests;

/// <summary>Excerpts of reference values of texts and numbers, and what is said when one is wrong.</summary>
public class ValueRunnerTests
{
    private static string Text(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "goldens", name));

    private static IReadOnlyList<ParityRecord> Failed(ValueChecker checker, string text)
    {
        using var document = JsonDocument.Parse(text);
        Assert.True(checker.Recognises(document.RootElement));
        return [.. checker.Check(document.RootElement, "").Where(r => r.Outcome != ParityOutcome.Pass)];
    }

    private static void AllPass(ValueChecker checker, string file, int least)
    {
        using var document = JsonDocument.Parse(Text(file));
        Assert.True(checker.Recognises(document.RootElement));
        var records = checker.Check(document.RootElement, "").ToList();
        Assert.True(records.Count >= least, $"only {records.Count} cases compared");
        Assert.Empty(records.Where(r => r.Outcome != ParityOutcome.Pass).Select(r => $"{r.Group} {r.Case}: {r.Message}"));
    }

    [Fact]
    public void Caption_metrics_equal_the_reference() => AllPass(CaptionParity.Checker, "captions.json", least: 20);

    [Fact]
    public void VQA_accuracy_equals_the_reference() => AllPass(VqaAccuracyParity.Checker, "vqa_accuracy.json", least: 60);

    [Fact]
    public void Statistics_equal_the_reference() => AllPass(StatisticsParity.Checker, "stats.json", least: 5);

    [Fact]
    public void Similarities_equal_the_reference() => AllPass(SimilarityParity.Checker, "rsa.json", least: 3);

    [Theory]
    [InlineData("\"paired_t\": null", "\"paired_t\": 1.5")]
    [InlineData("\"rejected_at_0.05\": [true", "\"rejected_at_0.05\": [false")]
    public void A_wrong_p_value_and_a_number_where_none_is_defined_are_noticed(string before, string after)
    {
        var text = Text("stats.json");
        Assert.Contains(before, text);
        Assert.NotEmpty(Failed(StatisticsParity.Checker, text.Replace(before, after)));
    }

    [Fact]
    public void Another_correlation_is_noticed()
    {
        var text = Text("rsa.json");
        var at = text.IndexOf("pearson_strict_upper\": ", StringComparison.Ordinal);
        Assert.Single(Failed(SimilarityParity.Checker, text.Insert(at + "pearson_strict_upper\": ".Length, "9")));
    }
}
