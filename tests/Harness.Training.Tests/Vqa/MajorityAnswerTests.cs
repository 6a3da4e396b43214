using Harness.Data;
using Harness.Data.Metrics;
using Harness.Training.Vqa;

namespace Harness.Training.Tests.Vqa;

public class MajorityAnswerTests
{
    private static Question Q(string form, string answer) =>
        new("q", "p", form + " ?", form, "other", new Dictionary<string, double> { [answer] = 1 });

    [Fact]
    public void Each_form_has_its_own_majority_and_the_overall_one_serves_unseen_forms()
    {
        var majority = new MajorityAnswer([
            Q("count", "2"),
            Q("count", "2"),
            Q("count", "3"),
            Q("exists", "yes"),
            Q("exists", "no"),
            Q("exists", "no"),
            Q("color", "2"),
        ]);
        Assert.Equal("2", majority.Answer(Q("count", "3"), AnswerMetric.SoftLabel).Answer);
        Assert.Equal("no", majority.Answer(Q("exists", "yes"), AnswerMetric.SoftLabel).Answer);
        Assert.Equal("2", majority.Answer(Q("never seen", "x"), AnswerMetric.SoftLabel).Answer);
        Assert.Equal(1, majority.Answer(Q("count", "2"), AnswerMetric.SoftLabel).Score);
    }

    [Fact]
    public void Ties_go_to_the_alphabet() =>
        Assert.Equal(
            "no",
            new MajorityAnswer([Q("exists", "yes"), Q("exists", "no")]).Answer(Q("exists", "yes"), AnswerMetric.SoftLabel).Answer
        );
}
