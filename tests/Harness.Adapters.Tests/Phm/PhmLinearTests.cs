using Harness.Adapters.Numerics;
using Harness.Adapters.Phm;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Adapters.Tests.Phm;

public class PhmLinearTests
{
    [Fact]
    public void A_weight_that_can_be_checked_by_hand()
    {
        var factors = new PhmFactors(
            S: tensor(new double[] { 1, 2, 3, 4, 0, 1, 1, 0 }).reshape(2, 2, 2),
            T: tensor(new double[] { 1, 2, 1, -1 }).reshape(2, 2, 1),
            U: tensor(new double[] { 3, 2 }).reshape(2, 1, 1),
            W: null,
            B: null
        );
        Assert.Equal([3, 8, 6, 10, 11, 12, 16, 24], factors.Weight().flatten().data<double>().ToArray());
    }

    [Theory]
    [InlineData(12, 8, 4, 2)]
    [InlineData(8, 12, 2, 3)]
    [InlineData(6, 6, 1, 1)]
    [InlineData(12, 8, 4, null)]
    public void All_plans_give_the_same_product(int p, int q, int n, int? k)
    {
        var layer = Draw(new PhmShape(p, q, n, k));
        var x = randn(3, 5, p, dtype: ScalarType.Float64);
        var expected = x.matmul(layer.Weight());
        foreach (var plan in PhmCost.Allowed(layer.Shape))
            Assert.True(allclose(expected, layer.Forward(x, plan), rtol: 1e-10, atol: 1e-12), plan.ToString());
    }

    [Theory]
    [InlineData(768, 64, 1, PhmPlan.RuleIntoRight)]
    [InlineData(64, 768, 1, PhmPlan.RuleIntoLeft)]
    [InlineData(768, 192, 8, PhmPlan.RuleIntoRight)]
    [InlineData(192, 768, 8, PhmPlan.RuleIntoLeft)]
    public void Factors_are_kept_apart_where_that_is_cheaper_however_many_tokens(int p, int q, int k, PhmPlan plan) =>
        Assert.All(new long[] { 1, 56, 896, 100_000 }, m => Assert.Equal(plan, PhmCost.Choose(new PhmShape(p, q, 4, k), m)));

    // A third fewer multiply-adds, but a third more numbers to move: measured, the two take the same time.
    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    public void A_narrow_bottleneck_is_materialised_once_there_are_many_tokens(int rank)
    {
        var shape = new PhmShape(768, 64, 4, rank);
        Assert.NotEqual(PhmPlan.Materialised, PhmCost.Choose(shape, 1));
        Assert.Equal(PhmPlan.Materialised, PhmCost.Choose(shape, 10_000));
        Assert.Equal(PhmPlan.Materialised, PhmCost.Choose(shape, 1, built: true));
    }

    [Theory]
    [InlineData(16, 8, 2, 1)]
    [InlineData(16, 8, 4, 1)]
    [InlineData(12, 12, 2, 2)]
    public void Generic_draws_reach_the_rank_bound(int p, int q, int n, int k)
    {
        var layer = Draw(new PhmShape(p, q, n, k));
        Assert.Equal(layer.Shape.RankBound, linalg.svd(layer.Weight()).S.gt(1e-9).sum().ToInt64());
    }

    [Fact]
    public void Initial_values_stay_within_their_bounds()
    {
        using var generator = new Generator(4);
        var layer = new PhmLinear(new PhmShape(768, 64, 4, 8), new PhmInit(), generator, Placement.Default);
        var (t, u) = (layer.Factors.T!.abs().max().ToDouble(), layer.Factors.U!.abs().max().ToDouble());
        Assert.InRange(t, 0.24, 0.2450);
        Assert.InRange(u, 0.69, 0.7072);
        Assert.Equal(0, layer.Factors.B!.abs().max().ToDouble());
    }

    private static PhmLinear Draw(PhmShape shape)
    {
        using var generator = new Generator(7);
        return new PhmLinear(shape, new PhmInit(Range: 1), generator, new Placement(ScalarType.Float64, CPU));
    }
}
