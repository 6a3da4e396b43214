using Harness.Adapters.Numerics;
using Harness.Adapters.Phm;
using Harness.Adapters.Redundancy;
using Harness.Adapters.Sites;
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
            RelevanceTerm
                .Loss(Branch, tensor(new[] { .5, .25, -.5, 1, -.5, .25 }).reshape(2, 3), tensor(new long[] { 0, 0, 1, 1 }))
                .ToDouble(),
            14
        );

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
    public void Modules_side_by_side_are_the_modules_one_by_one()
    {
        var (a, h, score) = (
            randn(3, 5, 4, dtype: ScalarType.Float64),
            randn(3, 5, 4, dtype: ScalarType.Float64),
            randn(3, 5, 2, dtype: ScalarType.Float64)
        );
        var weights = RelevanceTerm.Weights(tensor(new long[] { 0, 0, 0, 1, 1 }), 2, ScalarType.Float64);
        double Sum(Func<int, Tensor> each) => Enumerable.Range(0, 3).Sum(i => each(i).ToDouble());
        Assert.Equal(Sum(i => RedundancyTerm.Loss(a[i], h[i], 2, 1)), RedundancyTerm.Loss(a, h, 2, 1).ToDouble(), 12);
        Assert.Equal(Sum(i => RelevanceTerm.Loss(score[i], weights)), RelevanceTerm.Loss(score, weights).ToDouble(), 12);
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
        Assert.Equal([0, 2, 3, 4, 5, 6], SelectedTokens.From(mask, TokenSelection.Valid).Index!.data<long>().ToArray());
        Assert.Equal([0, 1, 2, 4, 5, 6], SelectedTokens.From(mask, TokenSelection.Prefix).Index!.data<long>().ToArray());
        Assert.Equal([0, 0, 0, 1, 1, 1], SelectedTokens.From(mask, TokenSelection.Valid).Sample.data<long>().ToArray());
    }

    [Fact]
    public void All_tokens_need_no_index()
    {
        var tokens = SelectedTokens.From(ones(2, 3, dtype: ScalarType.Int64), TokenSelection.Valid);
        Assert.Null(tokens.Index);
        Assert.Equal([0, 0, 0, 1, 1, 1], tokens.Sample.data<long>().ToArray());
        var h = randn(2, 3, 4);
        Assert.True(tokens.Rows(h).Equals(h.reshape(6, 4)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_branch_by_its_factors_gives_the_same_sum_and_gradients(bool biased)
    {
        Tensor Drawn(params long[] shape) => randn(shape, dtype: ScalarType.Float64).requires_grad_();
        var (z, w, b, h) = (Drawn(11, 3), Drawn(3, 7), Drawn(7), Drawn(11, 7));
        var branch = nn.functional.linear(z, w.t(), biased ? b : null);
        var byFactors = RedundancyTerm.Loss(
            [branch],
            [h],
            BranchProduct.Stack([new BranchProduct(z, w, biased ? b : null)]),
            batch: 1,
            lambda: 1
        );
        var byRows = RedundancyTerm.Loss(branch, h, batch: 1, lambda: 1);
        Assert.Equal(byRows.ToDouble(), byFactors.ToDouble(), 10);
        List<Tensor> inputs = biased ? [z, w, b, h] : [z, w, h];
        foreach (var (one, other) in autograd.grad([byFactors], inputs, retain_graph: true).Zip(autograd.grad([byRows], inputs)))
            Assert.True(allclose(one, other, rtol: 1e-8, atol: 1e-10));
    }

    [Theory]
    [InlineData(TokenSelection.Valid)]
    [InlineData(TokenSelection.Prefix)]
    public void The_loss_by_factors_is_the_loss_by_rows(TokenSelection selection)
    {
        var (batch, length, inner, width) = (5, 60, 8, 384); // large enough for the factors to be taken
        Tensor Drawn(params long[] shape) => randn(shape, dtype: ScalarType.Float64).requires_grad_();
        var (z, w, b, h, state) = (
            Drawn(batch, length, inner),
            Drawn(inner, width),
            Drawn(width),
            Drawn(batch, length, width),
            Drawn(batch, length, width)
        );
        var mask = ones(batch, length, dtype: ScalarType.Int64);
        mask[1, 40..].fill_(0);
        Assert.True(RedundancyTerm.UsesProduct(mask.sum().item<long>(), width, inner));
        var address = new SiteAddress("site", SiteRole.AfterFeedForward, SubLayer.FeedForward, "encoder", 0, width, width);
        Tensor Loss(bool byFactors)
        {
            var trace = new AdapterTrace();
            foreach (var factor in new[] { 1.0, -0.5 })
                trace.Add(address, h * factor, z.matmul(w * factor) + b, byFactors ? new BranchProduct(z, w * factor, b) : null);
            var stacks = new Dictionary<string, StackState> { ["encoder"] = new(state, mask) };
            return new RedundancyLoss(new RedundancyOptions(RedWeight: 1, AlignWeight: 1, Lambda: 1, selection)).Loss(
                trace,
                stacks
            );
        }
        var (byFactors, byRows) = (Loss(true), Loss(false));
        Assert.Equal(byRows.ToDouble(), byFactors.ToDouble(), 9);
        List<Tensor> inputs = [z, w, b, h, state];
        foreach (var (one, other) in autograd.grad([byFactors], inputs).Zip(autograd.grad([byRows], inputs)))
            Assert.True(allclose(one, other, rtol: 1e-7, atol: 1e-10));
    }

    [Fact]
    public void Factors_are_taken_where_they_pay()
    {
        Assert.True(RedundancyTerm.UsesProduct(tokens: 896, width: 768, inner: 64));
        Assert.False(RedundancyTerm.UsesProduct(tokens: 80, width: 768, inner: 64)); // the M×M matrix is small
        Assert.False(RedundancyTerm.UsesProduct(tokens: 352, width: 96, inner: 48)); // calls cost more than they save
        Assert.False(RedundancyTerm.UsesProduct(tokens: 896, width: 768, inner: 768));
    }

    [Fact]
    public void The_traced_factors_of_a_module_are_its_branch()
    {
        using var generator = new Generator(1);
        var address = new SiteAddress("site", SiteRole.AfterFeedForward, SubLayer.FeedForward, "encoder", 0, 96, 96);
        var module = new MixPhmMethod { ReductionFactor = 2 }.Build(address, null, generator, Placement.Default);
        var trace = new AdapterTrace();
        module.call(
            randn(4, 80, 96, generator: generator),
            new PassContext
            {
                Training = true,
                Experts = new Always(2),
                Trace = trace,
            }
        );
        var entry = Assert.Single(trace.Entries);
        var product = Assert.IsType<BranchProduct>(entry.Product);
        Assert.True(allclose(product.Left.matmul(product.Right) + product.Bias!, entry.Branch, rtol: 1e-4, atol: 1e-6));
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
        using var context = new PassContext
        {
            Training = true,
            Experts = new Always(1),
            Trace = trace,
        };
        var output = model.Forward(Tiny.Ids, null, Tiny.Labels, context);
        var loss = method.Regulariser!.Loss(
            trace,
            new Dictionary<string, StackState>
            {
                ["encoder"] = new(output.Encoder.State, output.Encoder.Mask),
                ["decoder"] = new(output.DecoderState, Tiny.Labels.ne(-100), Decoder: true),
            }
        );
        loss.backward();
        Assert.True(model.get_parameter("phm_rule")!.grad!.abs().max().ToDouble() > 0);
    }
}
