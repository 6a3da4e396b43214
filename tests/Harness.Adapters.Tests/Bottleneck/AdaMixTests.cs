using Harness.Adapters.Bottleneck;
using Harness.Adapters.Experts;
using Harness.Adapters.Sites;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Adapters.Tests.Bottleneck;

public class AdaMixTests
{
    private static readonly AdaMixMethod Method = new() { ReductionFactor = 4 };

    [Fact]
    public void Down_projections_are_many_and_the_up_projection_one()
    {
        var names = PeftMethod
            .Trainable(Tiny.With(Method))
            .Select(p => p.name)
            .Where(n => n.StartsWith("encoder.block.0."))
            .ToList();
        Assert.Equal(4, names.Count(n => n.Contains("MoA_A") && n.EndsWith("weight")));
        Assert.Equal(1, names.Count(n => n.Contains("MoA_B") && n.EndsWith("weight")));
    }

    [Fact]
    public void Averaged_weights_are_the_same_with_and_without_gradients()
    {
        var model = Tiny.With(Method);
        Tiny.Perturb(model);
        var tracked = Tiny.Logits(model, PassContext.Inference());
        using var frozen = no_grad();
        Assert.True(allclose(tracked, Tiny.Logits(model, PassContext.Inference()), rtol: 1e-10));
    }

    [Fact]
    public void Consistency_is_the_mean_of_both_divergences()
    {
        var (p, q) = (tensor(new[] { 0.2, 0.8 }), tensor(new[] { 0.5, 0.5 }));
        var kl = (p * (p / q).log()).sum().ToDouble() + (q * (q / p).log()).sum().ToDouble();
        Assert.Equal(kl / 2, ConsistencyLoss.Loss(p.log().unsqueeze(0), q.log().unsqueeze(0)).ToDouble(), 12);
        Assert.Equal(0, ConsistencyLoss.Loss(p.log().unsqueeze(0), p.log().unsqueeze(0)).ToDouble(), 12);
    }
}
