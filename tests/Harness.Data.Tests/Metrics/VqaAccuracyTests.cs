using Harness.Data.Metrics;
using Harness.Data.Sampling;

namespace Harness.Data.Tests.Metrics;

public class VqaAccuracyTests
{
    private static readonly string[] ThreeDogs = ["dog", "dog", "dog", "cat", "cat", "bird", "cow", "fox", "hen", "owl"];

    [Theory]
    [InlineData("dog", 0.9)] // three annotators: those three see two others (2/3), the other seven see three
    [InlineData("cat", 0.6)]
    [InlineData("bird", 0.3)]
    [InlineData("zebra", 0.0)]
    public void CountsOtherAnnotators(string prediction, double expected)
    {
        // By hand for k equal answers of ten: (k·min(1, (k−1)/3) + (10−k)·min(1, k/3)) / 10.
        Assert.Equal(expected, VqaAccuracy.Score(prediction, ThreeDogs), 12);
    }

    [Fact]
    public void OnlyTheOfficialRulesNormaliseAnswers()
    {
        string[] answers = ["two", "two", "two", "two", "two", "two", "2", "three", "3", "4"];
        Assert.Equal(1, VqaAccuracy.Score("2", answers), 12);
        Assert.Equal(0.3, VqaAccuracy.Score("2", answers, VqaRules.MixPhm), 12);
    }

    [Fact]
    public void StaysWithinBoundsAndIgnoresOrder()
    {
        var random = RandomStream.Root(11);
        string[] words = ["dog", "Dog.", "a dog", "two", "2", "t-shirt", "t shirt", ""];
        for (var i = 0; i < 300; i++)
        {
            var answers = Enumerable.Range(0, 10).Select(_ => random.Pick(words)).ToList();
            var prediction = random.Pick(words);
            foreach (var rules in Enum.GetValues<VqaRules>())
            {
                var score = VqaAccuracy.Score(prediction, answers, rules);
                Assert.InRange(score, 0, 1);
                var shuffled = answers.ToList();
                random.Shuffle(shuffled);
                Assert.Equal(score, VqaAccuracy.Score(prediction, shuffled, rules), 12);
            }
            Assert.Equal(1, VqaAccuracy.Score(answers[0], Enumerable.Repeat(answers[0], 10).ToList()), 12);
        }
    }

    [Fact]
    public void SummaryAveragesByTypeAndRoundsToHundredths()
    {
        VqaItem[] items =
        [
            new("dog", ThreeDogs, "what", "other"),
            new("cat", ThreeDogs, "what", "other"),
            new("yes", [.. Enumerable.Repeat("yes", 10)], "is the", "yes/no"),
        ];
        var summary = VqaAccuracy.Evaluate(items);
        Assert.Equal(83.33, summary.Overall);
        Assert.Equal(75, summary.PerQuestionType["what"]);
        Assert.Equal(100, summary.PerAnswerType["yes/no"]);
    }

    [Fact]
    public void NothingToJudgeIsAnError()
    {
        Assert.Throws<ArgumentException>(() => VqaAccuracy.Score("dog", []));
        Assert.Throws<ArgumentException>(() => VqaAccuracy.Evaluate([]));
    }
}
