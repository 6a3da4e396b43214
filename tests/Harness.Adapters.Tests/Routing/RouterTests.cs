using Harness.Adapters.Routing;
using Harness.Adapters.Sites;
using static TorchSharp.torch;

namespace Harness.Adapters.Tests.Routing;

/// <summary>Routing functions on numbers that can be checked by hand.</summary>
public class RouterTests
{
    private static readonly Tensor Xt = tensor(new double[] { 1, 2, 3, -1 }).reshape(1, 2, 2);
    private static readonly Tensor Pooled = tensor(new double[] { 2, -1 }).reshape(1, 1, 2);
    private static readonly Tensor Two = tensor(new double[] { 1, 0, 2, 1 }).reshape(1, 2, 2);

    [Theory]
    [InlineData(RoutingFunction.None, new double[] { 1, 2, 3, -1 })]
    [InlineData(RoutingFunction.ElementMul, new double[] { 2, -2, 6, 1 })]
    [InlineData(RoutingFunction.ElementAdd, new double[] { 3, 1, 5, -2 })]
    [InlineData(RoutingFunction.Vllora, new double[] { 0, 0, 14, -7 })]
    [InlineData(RoutingFunction.ElementMulExpand, new double[] { 6, -3, 4, -2 })]
    [InlineData(RoutingFunction.AddRelu, new double[] { 4, -2, 12, -6 })]
    [InlineData(RoutingFunction.MultiplyOnes, new double[] { 0, 0, 7, 7 })]
    [InlineData(RoutingFunction.RoutingXt, new double[] { 12, -6, 22, -11 })]
    public void With_one_vision_token(RoutingFunction function, double[] expected) =>
        Assert.Equal(expected, Values(new Router(function).Apply(Xt, Pooled)));

    [Fact]
    public void The_released_reshape_differs_where_there_is_more_than_one_row()
    {
        Assert.Equal([14, -7, 14, -7], Values(new Router(RoutingFunction.RoutingXt, Transposition.Reshape).Apply(Xt, Pooled)));
        Assert.Equal([9, 4, 13, 5], Values(new Router(RoutingFunction.Vllora).Apply(Xt, Two)));
        Assert.Equal([9, 2, -1, -1], Values(new Router(RoutingFunction.Vllora, Transposition.Reshape).Apply(Xt, Two)));
    }

    [Fact]
    public void Functions_for_one_token_refuse_several() =>
        Assert.Contains(
            "one (pooled) vision token",
            Assert.Throws<InvalidOperationException>(() => new Router(RoutingFunction.ElementAdd).Apply(Xt, Two)).Message
        );

    [Fact]
    public void A_pass_without_a_feature_is_refused() =>
        Assert.Contains(
            "needs a vision feature",
            Assert
                .Throws<InvalidOperationException>(() =>
                    Tiny.Logits(Tiny.With(MethodTests.Sized("routing_lora")), PassContext.Inference())
                )
                .Message
        );

    [Fact]
    public void Controls_have_the_feature_shape_and_no_picture_content()
    {
        using var bare = new PassContext { Noise = new Counted() };
        using var pictured = new PassContext { Noise = new Counted(), RoutingFeature = Two };
        Router Controlled(RoutingSource source) => new(RoutingFunction.Vllora, Source: source);
        Assert.Equal([1, 1], Values(Controlled(RoutingSource.Ones).Feature(Xt, bare)));
        Assert.Equal([1, 1, 1, 1], Values(Controlled(RoutingSource.Ones).Feature(Xt, pictured)));
        Assert.Equal([0, 1, 2, 3], Values(Controlled(RoutingSource.Noise).Feature(Xt, pictured)));
        Assert.Equal([2, 0.5], Values(Controlled(RoutingSource.PooledText).Feature(Xt, pictured)));
        Assert.Equal(Values(Xt), Values(Controlled(RoutingSource.Text).Feature(Xt, pictured)));
        Assert.Contains(
            "needs a source of noise",
            Assert
                .Throws<InvalidOperationException>(() => Controlled(RoutingSource.Noise).Feature(Xt, PassContext.Inference()))
                .Message
        );
    }

    // 0, 1, 2, … instead of noise.
    private sealed class Counted : INoise
    {
        public Tensor Normal(long[] shape, Tensor like) =>
            arange(shape.Aggregate((a, b) => a * b), dtype: like.dtype).reshape(shape);
    }

    private static double[] Values(Tensor t) => t.flatten().data<double>().ToArray();
}
