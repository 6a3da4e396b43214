using Harness.Adapters.Redundancy;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Adapters.Tests.Redundancy;

public class RedundancyTests
{
    private static readonly Tensor Branch = tensor(new[] { 1, 2, .5, 0, 1, -1, 2, 0, 1, -1, 1, 0 }).reshape(4, 3);
    private static readonly Tensor Hidden = tensor(new[] { .5, 0, 1, 1, 1, 0, 0, 2, 1, 1, -1, 1 }).reshape(4, 3);

    [Fact]
    public void Term_one_of_a_small_case() =>
        Assert.Equal(0.009511781012859273, RedundancyTerm.Loss(Branch, Hidden, 2, 3.9e-3).ToDouble(), 15);

    [Fact]
    public void Term_two_of_a_small_case() =>
        Assert.Equal(
            -0.06883228746481093,
            RelevanceTerm.Loss(Branch, tensor(new[] { .5, .25, -.5, 1, -.5, .25 }).reshape(2, 3), tensor(new long[] { 0, 0, 1, 1 })).ToDouble(), 14);

    [Theory]
    [InlineData(3, 9)]
    [InlineData(9, 3)]
    public void Both_Gram_matrices_give_the_same_sum_and_gradient(int tokens, int width)
    {
        var a = randn(tokens, width, dtype: ScalarType.Float64).requires_grad_();
        var h = randn(tokens, width, dtype: ScalarType.Float64);
        var (small, large) = (RedundancyTerm.OffDiagonal(a, h, true), RedundancyTerm.OffDiagonal(a, h, false));
        Assert.True(allclose(small, large, rtol: 1e-10));
        var gradients = new[] { small, large }.Select(s => autograd.grad([s], [a])[0]).ToList();
        Assert.True(allclose(gradients[0], gradients[1], rtol: 1e-9));
    }

    [Fact]
    public void The_smaller_matrix_is_chosen()
    {
        Assert.True(RedundancyTerm.UsesTokenGram(tokens: 100, width: 768));
        Assert.False(RedundancyTerm.UsesTokenGram(tokens: 896, width: 768));
    }

    [Fact]
    public void Valid_tokens_follow_the_mask_and_the_released_ones_are_a_prefix()
    {
        var mask = tensor(new long[] { 1, 0, 1, 1, 1, 1, 1, 0 }).reshape(2, 4); // the first row: a padded question before two regions
        Assert.Equal([0, 2, 3, 4, 5, 6], SelectedTokens.From(mask, TokenSelection.Valid).Index.data<long>().ToArray());
        Assert.Equal([0, 1, 2, 4, 5, 6], SelectedTokens.From(mask, TokenSelection.Prefix).Index.data<long>().ToArray());
        Assert.Equal([0, 0, 0, 1, 1, 1], SelectedTokens.From(mask, TokenSelection.Valid).Sample.data<long>().ToArray());
    }

    [Fact]
    public void Pooling_ignores_padding_unless_released()
    {
        var h = tensor(new double[] { 1, 3, 100 }).reshape(1, 3, 1);
        var mask = tensor(new long[] { 1, 1, 0 }).reshape(1, 3);
        Assert.Equal(2, RelevanceTerm.Pool(h, mask, TokenSelection.Valid).ToDouble(), 12);
        Assert.Equal(104 / 3.0, RelevanceTerm.Pool(h, mask, TokenSelection.Prefix).ToDouble(), 12);
    }

    [Fact]
    public void One_sample_has_no_negatives() =>
        Assert.True(double.IsFinite(RelevanceTerm.Loss(Branch, Hidden[..1], zeros(4, dtype: ScalarType.Int64)).ToDouble()));

    [Fact]
    public void The_loss_of_a_method_reaches_its_adapters()
    {
        var method = MethodTests.Sized("mixphm");
        var model = Tiny.With(method);
        var trace = new AdapterTrace();
        using var context = new PassContext { Training = true, Experts = new Always(1), Trace = trace };
        var output = model.Forward(Tiny.Ids, null, Tiny.Labels, context);
        var loss = method.Regulariser!.Loss(trace, new Dictionary<string, StackState>
        {
            ["encoder"] = new(output.Encoder.State, output.Encoder.Mask),
            ["decoder"] = new(output.DecoderState, Tiny.Labels.ne(-100), Decoder: true),
        });
        loss.backward();
        Assert.True(model.get_parameter("phm_rule")!.grad!.abs().max().ToDouble() > 0);
    }
}
