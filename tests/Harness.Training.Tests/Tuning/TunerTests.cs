using Harness.Adapters;
using Harness.Training.Tests.Fakes;
using Harness.Training.Tuning;
using TorchSharp;

namespace Harness.Training.Tests.Tuning;

/// <summary>The protocol on a tiny untrained model and rendered shapes.</summary>
public class TunerTests
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
        double[] Losses(long seed) =>
            [.. new TinyTuning(6, 5e-3, seed).Run(TinyTuning.MixPhm(), out _).Looks.Select(l => l.Loss)];
        Assert.Equal(Losses(1), Losses(1));
        Assert.NotEqual(Losses(1), Losses(2));
    }

    [Fact]
    public void Training_steps_and_looks_leave_no_live_tensors()
    {
        long before = -1,
            after = -2;
        // Counted from look to look: the second third of the steps leaves nothing behind that the first did not.
        new TinyTuning(9, 5e-3).Run(
            TinyTuning.MixPhm(),
            out _,
            look: l =>
            {
                if (l.Step == 6)
                    before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
                if (l.Step == 9)
                    after = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
            }
        );
        Assert.Equal(before, after);
    }

    [Fact]
    public void The_consistency_loss_adds_the_divergence_of_a_second_pass()
    {
        static IReadOnlyList<Look> Looks(bool consistency) =>
            new TinyTuning(3, 5e-3)
                .Run(
                    PeftMethods.Create(
                        "adamix",
                        new Dictionary<string, object?> { ["reduction_factor"] = 2, ["use_consistency_loss"] = consistency }
                    ),
                    out _
                )
                .Looks;
        var (with, without) = (Looks(true), Looks(false));
        Assert.True(with[0].Loss > without[0].Loss, $"{with[0].Loss} against {without[0].Loss}"); // the first step's first passes are the same
    }

    /// <summary>Settings that draw, cache or look elsewhere than the published ones; each runs, and a seed decides it.</summary>
    [Theory]
    [InlineData("mixphm", "inference_level", "0")]
    [InlineData("mixphm", "inference_level", "1")]
    [InlineData("mixphm", "inference_level", "2")]
    [InlineData("mixphm", "add_gate", "true")]
    [InlineData("mixphm", "use_consistency_loss", "true")]
    [InlineData("mixphm", "expert_layout", "pairs")]
    [InlineData("mixphm", "token_selection", "prefix")]
    [InlineData("adamix", "inference_level", "0")]
    [InlineData("routing_lora", "routing", "element_mul")]
    [InlineData("routing_lora", "routing", "routing_xt")]
    [InlineData("routing_lora", "routing_source", "noise")]
    [InlineData("routing_lora", "split_type", "split_attn")]
    [InlineData("routing_adapter", "routing_source", "ones")]
    [InlineData("routing_adapter", "routing_source", "pooled_text")]
    [InlineData("vl_adapter", "routing", "vllora")]
    public void Every_setting_of_a_method_can_be_trained(string name, string key, string value)
    {
        var known = PeftMethods.OptionsOf(name).Select(o => o.Key).ToHashSet();
        var options = new Dictionary<string, object?>
        {
            ["reduction_factor"] = 2,
            ["phm_rank"] = 2,
            ["r"] = 16,
        }
            .Where(o => known.Contains(o.Key))
            .ToDictionary();
        options[key] = value;
        string Run() =>
            TinyTuning.Text(new TinyTuning(2, 5e-3, Looks: 1).Run(PeftMethods.Create(name, options), out var bits), bits);
        Assert.Equal(Run(), Run());
    }

    [Fact]
    public void Cancelling_stops_between_steps()
    {
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() =>
            new TinyTuning(50, 1e-3).Run(PeftMethods.Create("full"), out _, look: _ => source.Cancel(), token: source.Token)
        );
    }
}
