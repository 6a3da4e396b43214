using Harness.Backbones.Detection;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones.Tests.Detection;

/// <summary>Every operator on numbers that can be checked by hand; a 3 × 3 picture holds 1 … 9.</summary>
public sealed class GraphOperatorsTests : IDisposable
{
    private readonly DisposeScope scope = torch.NewDisposeScope();
    private readonly TinyGraph graph = new();

    public void Dispose()
    {
        graph.Dispose();
        scope.Dispose();
    }

    private static readonly (string, object)[] Valid =
    [
        ("strides", TinyGraph.Wholes(1, 1, 1, 1)),
        ("dilations", TinyGraph.Wholes(1, 1, 1, 1)),
        ("data_format", TinyGraph.Text("NHWC")),
        ("padding", TinyGraph.Text("VALID")),
    ];

    [Fact]
    public void Convolution_sums_a_window()
    {
        // Upper left plus twice the lower right of each 2 × 2 window.
        graph.Reals("k", [2, 2, 1, 1], 1, 0, 0, 2).Node("y", "Conv2D", ["x", "k"], Valid);
        Check([11, 14, 20, 23], [1, 2, 2, 1]);
    }

    [Fact]
    public void Convolution_with_stride_2_and_padding_SAME_pads_both_ends()
    {
        // A window of 3 at stride 2 over 3 needs two more cells: one on each side.
        graph
            .Reals("k", [3, 3, 1, 1], 1, 1, 1, 1, 1, 1, 1, 1, 1)
            .Node(
                "y",
                "Conv2D",
                ["x", "k"],
                ("strides", TinyGraph.Wholes(1, 2, 2, 1)),
                ("dilations", TinyGraph.Wholes(1, 1, 1, 1)),
                ("data_format", TinyGraph.Text("NHWC")),
                ("padding", TinyGraph.Text("SAME"))
            );
        Check([12, 16, 24, 28], [1, 2, 2, 1]);
    }

    [Fact]
    public void Max_pool_takes_the_greatest_of_a_window()
    {
        graph.Node(
            "y",
            "MaxPool",
            ["x"],
            ("ksize", TinyGraph.Wholes(1, 2, 2, 1)),
            ("strides", TinyGraph.Wholes(1, 1, 1, 1)),
            ("data_format", TinyGraph.Text("NHWC")),
            ("padding", TinyGraph.Text("VALID"))
        );
        Check([5, 6, 8, 9], [1, 2, 2, 1]);
    }

    [Fact]
    public void Padding_with_minus_infinity_never_wins_a_max_pool()
    {
        graph
            .Wholes("p", [4, 2], 0, 0, 1, 0, 0, 0, 0, 0)
            .Reals("v", [], float.NegativeInfinity)
            .Reals("shift", [], -20)
            .Node("low", "Add", ["x", "shift"])
            .Node("padded", "PadV2", ["low", "p", "v"])
            .Node(
                "y",
                "MaxPool",
                ["padded"],
                ("ksize", TinyGraph.Wholes(1, 2, 3, 1)),
                ("strides", TinyGraph.Wholes(1, 2, 1, 1)),
                ("data_format", TinyGraph.Text("NHWC")),
                ("padding", TinyGraph.Text("VALID"))
            );
        // The row above the picture is never greatest, though everything is below zero.
        Check([-17, -11], [1, 2, 1, 1]);
    }

    [Fact]
    public void Zero_padding_goes_before_and_after()
    {
        graph.Wholes("p", [4, 2], 0, 0, 0, 0, 1, 2, 0, 0).Node("y", "Pad", ["x", "p"]);
        Check([0, 1, 2, 3, 0, 0, 0, 4, 5, 6, 0, 0, 0, 7, 8, 9, 0, 0], [1, 3, 6, 1]);
    }

    [Theory]
    [InlineData(true, false, new float[] { 1, 1.5f, 2, 2.5f, 3, 2.5f })]
    [InlineData(false, true, new float[] { 1, 1.4f, 2, 2.6f, 3, 2.6f })]
    [InlineData(false, false, new float[] { 1, 1.6f, 2.2f, 2.8f, 3, 2.8f })]
    public void Bilinear_resizing_follows_its_convention(bool corners, bool halves, float[] row)
    {
        graph
            .Wholes("s", [2], 1, 5)
            .Wholes("p", [4, 2], 0, 0, 0, 0, 0, 0, 0, 0)
            .Node(
                "y",
                "ResizeBilinear",
                ["x", "s"],
                ("align_corners", new { b = corners }),
                ("half_pixel_centers", new { b = halves })
            );
        // The first row is kept; five columns out of three (half pixels: the middle row, 4 … 6).
        var offset = halves ? 3 : 0;
        Check([.. row.Take(5).Select(v => v + offset)], [1, 1, 5, 1]);
        Assert.Equal(row[5] + offset, Run()[0, 0, 3, 0].ToSingle(), 3);
    }

    [Fact]
    public void Shapes_and_orders_change_as_told()
    {
        graph
            .Wholes("perm", [4], 0, 2, 1, 3)
            .Node("t", "Transpose", ["x", "perm"])
            .Wholes("shape", [2], 3, 3)
            .Node("y", "Reshape", ["t", "shape"]);
        Check([1, 4, 7, 2, 5, 8, 3, 6, 9], [3, 3]);
    }

    [Fact]
    public void Parts_are_split_and_joined()
    {
        graph
            .Wholes("sizes", [2], 1, 2)
            .Wholes("axis", [], 2)
            .Node("s", "SplitV", ["x", "sizes", "axis"])
            .Node("y", "ConcatV2", ["s:1", "s", "axis"]);
        Check([2, 3, 1, 5, 6, 4, 8, 9, 7], [1, 3, 3, 1]);
    }

    [Fact]
    public void Values_pass_their_functions()
    {
        graph
            .Reals("minus", [], -5)
            .Node("low", "AddV2", ["x", "minus"])
            .Node("y", "LeakyRelu", ["low"], ("alpha", new { f = 0.5 }));
        Check([-2, -1.5f, -1, -0.5f, 0, 1, 2, 3, 4], [1, 3, 3, 1]);
        graph.Node("z", "Sigmoid", ["low"]).Node("i", "Identity", ["z"]);
        using var model = new GraphModel(graph.Write("i", 1, 3, 3, 1));
        Assert.Equal(0.5f, model.Run(Picture(), ["i"])[0][0, 1, 1, 0].ToSingle());
    }

    [Fact]
    public void Places_are_filled_and_the_rest_left()
    {
        graph
            .Wholes("at", [2, 2], 0, 1, 2, 0)
            .Wholes("shape", [2], 3, 2)
            .Wholes("values", [2], 7, 8)
            .Wholes("rest", [], 1)
            .Node("y", "SparseToDense", ["at", "shape", "values", "rest"]);
        Check([1, 7, 1, 1, 8, 1], [3, 2]);
    }

    private static Tensor Picture() => torch.arange(1, 10, ScalarType.Float32).view(1, 3, 3, 1);

    private Tensor Run(params long[] shape)
    {
        using var model = new GraphModel(graph.Write("y", shape));
        return model.Run(Picture(), ["y"])[0];
    }

    private void Check(float[] expected, long[] shape)
    {
        var y = Run(shape);
        Assert.Equal(shape, y.shape);
        Assert.Equal(expected, y.to(ScalarType.Float32).contiguous().data<float>().ToArray().Select(v => MathF.Round(v, 4)));
    }
}
