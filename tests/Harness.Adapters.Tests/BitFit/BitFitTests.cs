using Harness.Adapters.BitFit;
using Harness.Adapters.Sites;
using static TorchSharp.torch;

namespace Harness.Adapters.Tests.BitFit;

public class BitFitTests
{
    [Fact]
    public void Added_biases_start_at_zero_so_that_the_output_does_not_change() =>
        Assert.True(
            allclose(
                Tiny.Logits(Tiny.With(new BitFitMethod()), PassContext.Inference()),
                Tiny.Logits(Tiny.Backbone(), PassContext.Inference())
            )
        );

    [Fact]
    public void Relative_position_tables_are_caught_by_the_substring() =>
        Assert.Contains(
            PeftMethod.Trainable(Tiny.With(new BitFitMethod())),
            p => p.name == "encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight"
        );
}
