using Harness.Adapters;
using Harness.Training.Tests.Fakes;
using Harness.Training.Vqa;
using TorchSharp;

namespace Harness.Training.Tests.Vqa;

/// <summary>The protocol on a tiny untrained model and rendered shapes.</summary>
public class FineTunerTests
{
    [Fact]
    public void Full_finetuning_fits_a_handful_of_questions()
    {
        var result = new TinyTuning(150, 3e-3).Run(PeftMethods.Create("full"), out _);
        Assert.True(result.Looks[^1].Loss < 0.7 * result.Looks[0].Loss, string.Join(" ", result.Looks.Select(l => l.Loss)));
        Assert.True(result.DevScore > 50, $"dev {result.DevScore}");
        Assert.Equal(150, result.Looks[^1].Step);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_and_another_seed_does_not()
    {
        double[] Losses(long seed) => [.. new TinyTuning(6, 5e-3, seed).Run(TinyTuning.MixPhm(), out _).Looks.Select(l => l.Loss)];
        Assert.Equal(Losses(1), Losses(1));
        Assert.NotEqual(Losses(1), Losses(2));
    }

    [Fact]
    public void Training_steps_and_looks_leave_no_live_tensors()
    {
        long before = -1, after = -2;
        // Counted from look to look: the second third of the steps leaves nothing behind that the first did not.
        new TinyTuning(9, 5e-3).Run(TinyTuning.MixPhm(), out _, look: l =>
        {
            if (l.Step == 6)
                before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
            if (l.Step == 9)
                after = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        });
        Assert.Equal(before, after);
    }

    [Fact]
    public void Cancelling_stops_between_steps()
    {
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => new TinyTuning(50, 1e-3).Run(PeftMethods.Create("full"), out _, look: _ => source.Cancel(), token: source.Token));
    }
}
