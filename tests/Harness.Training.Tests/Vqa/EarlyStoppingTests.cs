using Harness.Training.Vqa;

namespace Harness.Training.Tests.Vqa;

public class EarlyStoppingTests
{
    [Fact]
    public void Ties_go_to_the_later_checkpoint()
    {
        var stopping = new EarlyStopping(patience: 3);
        Assert.True(stopping.Look(10));
        Assert.True(stopping.Look(10));
        Assert.False(stopping.Look(9.99));
        Assert.Equal(10, stopping.Best);
    }

    [Fact]
    public void Counting_starts_after_the_first_non_zero_score()
    {
        var stopping = new EarlyStopping(patience: 2);
        for (var i = 0; i < 5; i++)
            stopping.Look(0);
        Assert.Equal(0, stopping.Stale);
        stopping.Look(5);
        stopping.Look(5);
        Assert.False(stopping.Exhausted);
        stopping.Look(4);
        Assert.True(stopping.Exhausted);
    }

    [Theory]
    [InlineData(5.01, 1)] // a gain of 0.01 is none
    [InlineData(5.02, 0)]
    public void A_gain_must_exceed_a_hundredth(double next, int stale)
    {
        var stopping = new EarlyStopping(patience: 9);
        stopping.Look(5);
        stopping.Look(next);
        Assert.Equal(stale, stopping.Stale);
    }

    [Fact]
    public void Patience_zero_never_stops()
    {
        var stopping = new EarlyStopping(patience: 0);
        for (var i = 0; i < 50; i++)
            stopping.Look(7);
        Assert.False(stopping.Exhausted);
    }

    [Fact]
    public void A_restored_state_goes_on_as_if_never_left()
    {
        double[] scores = [0, 0, 3, 5, 5, 4, 5.01, 5.5, 5, 5, 5, 5];
        for (var at = 0; at < scores.Length; at++)
        {
            var (whole, first, second) = (
                new EarlyStopping(patience: 4),
                new EarlyStopping(patience: 4),
                new EarlyStopping(patience: 4)
            );
            foreach (var score in scores[..at])
                first.Look(score);
            second.State = first.State;
            var kept = scores.Select(whole.Look).ToArray()[at..];
            Assert.Equal(kept, scores[at..].Select(second.Look));
            Assert.Equal((whole.State, whole.Exhausted, true), (second.State, second.Exhausted, second.Exhausted));
        }
    }
}
