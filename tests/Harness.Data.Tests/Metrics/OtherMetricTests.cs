using Harness.Data.Files;
using Harness.Data.Metrics;

namespace Harness.Data.Tests.Metrics;

public class OtherMetricTests
{
    [Theory]
    [InlineData("dog", "dog", GqaRules.Exact, 1)]
    [InlineData("a dog", "dog", GqaRules.Exact, 0)]
    [InlineData("A dog.", "dog", GqaRules.MixPhm, 1)]
    [InlineData("two", "2", GqaRules.MixPhm, 0)] // number words stay, unlike in VQA's evaluation
    public void Gqa_compares_with_the_one_answer(string prediction, string answer, GqaRules rules, double expected) =>
        Assert.Equal(expected, GqaAccuracy.Score(prediction, answer, rules));

    [Fact]
    public void Nlvr2_consistency_counts_sentences_with_every_pair_right()
    {
        Nlvr2Item[] items =
        [
            new("test1-0-0-0", true, true),
            new("test1-0-1-0", false, false),
            new("test1-1-0-0", true, true),
            new("test1-1-1-0", true, false),
        ];
        Assert.Equal((75, 50), Nlvr2Accuracy.Evaluate(items));
        Assert.Throws<ArgumentException>(() => Nlvr2Accuracy.Evaluate([new("one", true, true)]));
        Assert.Throws<ArgumentException>(() => Nlvr2Accuracy.Evaluate([]));
    }

    [Fact]
    public void An_external_metric_is_asked_where_there_is_one_and_left_out_with_a_word_elsewhere()
    {
        using var folder = new TemporaryFolder();
        CaptionItem[] items = [new("a dog", ["the dog"])];
        var none = new ExternalCaptionMetric("METEOR", _ => null);
        Assert.Null(none.Score(items));
        Assert.Contains("HARNESS_METEOR", none.WhyNot);
        Assert.Equal(
            0.25,
            Metric("grep -q '\"test\":\"a dog\",\"refs\":\\[\"the dog\"\\]' \"$1\" && echo log && echo 0.25").Score(items)
        );
        Assert.Contains("no score", Assert.Throws<UserErrorException>(() => Metric("echo NaN").Score(items)).Message);
        Assert.Contains(
            "no Java here",
            Assert.Throws<UserErrorException>(() => Metric("echo no Java here >&2; exit 4").Score(items)).Message
        );

        ExternalCaptionMetric Metric(string script)
        {
            var command = folder[$"{Guid.NewGuid():N}.sh"];
            File.WriteAllText(command, "#!/bin/sh\n" + script + "\n");
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(command, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            return new ExternalCaptionMetric("METEOR", v => v == "HARNESS_METEOR" ? command : null);
        }
    }
}
