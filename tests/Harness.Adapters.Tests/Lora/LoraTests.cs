using Harness.Adapters.Lora;
using Harness.Adapters.Sites;
using static TorchSharp.torch;

namespace Harness.Adapters.Tests.Lora;

public class LoraTests
{
    private static readonly LoraMethod Method = new() { R = 2, LoraAlpha = 4 };

    [Fact]
    public void Starts_as_the_backbone() =>
        Assert.True(
            allclose(
                Tiny.Logits(Tiny.With(Method), PassContext.Inference()),
                Tiny.Logits(Tiny.Backbone(), PassContext.Inference())
            )
        );

    [Fact]
    public void Names_are_those_of_PEFT()
    {
        var names = PeftMethod.Trainable(Tiny.With(Method)).Select(p => p.name).ToList();
        Assert.Contains("encoder.block.0.layer.0.SelfAttention.q.lora_A.weight", names);
        Assert.Contains("decoder.block.1.layer.1.EncDecAttention.v.lora_B.weight", names);
        Assert.Equal(2 * 2 * 3 * Tiny.Layers, names.Count);
    }

    [Fact]
    public void Merged_and_unmerged_agree_and_unmerging_restores_every_bit()
    {
        var model = Tiny.With(Method);
        Tiny.Perturb(model);
        var before = model.state_dict().ToDictionary(e => e.Key, e => e.Value.detach().clone());
        var logits = Tiny.Logits(model, PassContext.Inference());
        var adapted = model.Projections.Where(p => p.Delta is not null).ToList();
        adapted.ForEach(p => p.Merge());
        Assert.True(allclose(logits, Tiny.Logits(model, PassContext.Inference()), rtol: 1e-9));
        Assert.False(
            before["encoder.block.0.layer.0.SelfAttention.q.weight"]
                .Equals(model.state_dict()["encoder.block.0.layer.0.SelfAttention.q.weight"])
        );
        adapted.ForEach(p => p.Unmerge());
        Assert.All(model.state_dict(), e => Assert.True(e.Value.Equals(before[e.Key]), e.Key));
    }

    [Theory]
    [InlineData(false, 2.0)]
    [InlineData(true, 2.8284271247461903)]
    public void The_scale_is_alpha_over_r_or_its_root(bool stabilised, double expected) =>
        Assert.Equal(
            expected,
            new LoraMethod
            {
                R = 2,
                LoraAlpha = 4,
                UseRsLora = stabilised,
            }.Scale,
            12
        );

    [Fact]
    public void A_bare_projection_cannot_be_merged() =>
        Assert.Contains(
            "nothing that can be merged",
            Assert.Throws<InvalidOperationException>(() => Tiny.Backbone().Projections[0].Merge()).Message
        );
}
