using Harness.Adapters.Numerics;
using Harness.Adapters.Saving;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones.Detection;

/// <summary>
/// TensorFlow's operators, as far as the detector needs them, on torch's. Pictures are [B, H, W, C] there, kernels [h, w, in, out].
/// </summary>
internal static class GraphOperators
{
    /// <summary>From a node and its inputs to its results.</summary>
    public delegate IReadOnlyList<Tensor> Operator(GraphNode node, IReadOnlyList<Tensor> inputs);

    public static IReadOnlyDictionary<string, Operator> All { get; } =
        new Dictionary<string, Operator>
        {
            ["Identity"] = (_, x) => [x[0].alias()],
            ["Add"] = (_, x) => [x[0] + x[1]],
            ["AddV2"] = (_, x) => [x[0] + x[1]],
            ["Sigmoid"] = (_, x) => [x[0].sigmoid()],
            ["LeakyRelu"] = (node, x) => [nn.functional.leaky_relu(x[0], node.Real("alpha"))],
            ["Transpose"] = (_, x) => [x[0].permute(Wholes(x[1]))],
            ["Reshape"] = (_, x) => [x[0].reshape(Wholes(x[1]))],
            ["ConcatV2"] = (_, x) => [cat([.. x.Take(x.Count - 1)], x[^1].item<long>())],
            ["SplitV"] = (_, x) => Split(x[0], Wholes(x[1]), x[2].item<long>()),
            ["Pad"] = (_, x) => [Padded(x[0], x[1], 0)],
            ["PadV2"] = (_, x) => [Padded(x[0], x[1], x[2].ToDouble())],
            ["Conv2D"] = (node, x) => [Convolution(node, x[0], x[1])],
            ["MaxPool"] = (node, x) => [MaxPool(node, x[0])],
            ["ResizeBilinear"] = (node, x) =>
                [Resized(x[0], Wholes(x[1]), node.Flag("align_corners"), node.Flag("half_pixel_centers"))],
            ["SparseToDense"] = (_, x) => [Dense(x[0], Wholes(x[1]), x[2], x[3])],
        };

    private static long[] Wholes(Tensor x) => x.data<long>().ToArray();

    private static Tensor[] Split(Tensor x, long[] sizes, long dimension)
    {
        var starts = sizes.Select((_, i) => sizes.Take(i).Sum());
        return [.. sizes.Zip(starts, (size, start) => x.narrow(dimension, start, size))];
    }

    // Rows of (before, after), first dimension first; torch wants the last first.
    private static Tensor Padded(Tensor x, Tensor amounts, double value)
    {
        var pairs = Wholes(amounts).Chunk(2).Reverse().SelectMany(p => p).ToArray();
        return nn.functional.pad(x, pairs, PaddingModes.Constant, value);
    }

    private static Tensor Convolution(GraphNode node, Tensor x, Tensor kernel)
    {
        var (input, strides, dilations) = (Planes(node, x), Sides(node, "strides"), Sides(node, "dilations"));
        input = Fitted(
            node,
            input,
            [dilations[0] * (kernel.shape[0] - 1) + 1, dilations[1] * (kernel.shape[1] - 1) + 1],
            strides,
            0
        );
        return Convolutions.Conv2d(input, kernel.permute(3, 2, 0, 1), strides, dilation: dilations).permute(0, 2, 3, 1);
    }

    private static Tensor MaxPool(GraphNode node, Tensor x)
    {
        var (size, strides) = (Sides(node, "ksize"), Sides(node, "strides"));
        return nn
            .functional.max_pool2d(Fitted(node, Planes(node, x), size, strides, double.NegativeInfinity), size, strides)
            .permute(0, 2, 3, 1);
    }

    private static Tensor Planes(GraphNode node, Tensor x) =>
        node.Text("data_format") == "NHWC"
            ? x.permute(0, 3, 1, 2)
            : throw new CheckpointException(
                $"graph node '{node.Name}' has data_format {node.Text("data_format")}; only NHWC can be run."
            );

    private static long[] Sides(GraphNode node, string key) =>
        node.Wholes(key) is [1, var h, var w, 1]
            ? [h, w]
            : throw new CheckpointException($"graph node '{node.Name}' has {key} other than 1, h, w, 1.");

    // SAME: as many windows as strides fit, what is missing shared out, the odd one at the end.
    private static Tensor Fitted(GraphNode node, Tensor x, long[] window, long[] strides, double value)
    {
        switch (node.Text("padding"))
        {
            case "VALID":
                return x;
            case "SAME":
                long[] missing = [Missing(x.shape[2], window[0], strides[0]), Missing(x.shape[3], window[1], strides[1])];
                return nn.functional.pad(
                    x,
                    [missing[1] / 2, missing[1] - missing[1] / 2, missing[0] / 2, missing[0] - missing[0] / 2],
                    PaddingModes.Constant,
                    value
                );
            case var other:
                throw new CheckpointException($"graph node '{node.Name}' has padding {other}; VALID and SAME can be run.");
        }

        static long Missing(long length, long window, long stride) =>
            Math.Max(0, ((length + stride - 1) / stride - 1) * stride + window - length);
    }

    /// <summary>Interpolates both axes as products with sparse weights. Shapes: x [B, H, W, C] → [B, h, w, C].</summary>
    private static Tensor Resized(Tensor x, long[] size, bool alignCorners, bool halfPixels)
    {
        Tensor Weights(long from, long to)
        {
            var weights = new float[to * from];
            for (long i = 0; i < to; i++)
            {
                var scale = alignCorners && to > 1 ? (from - 1.0) / (to - 1) : (double)from / to;
                var at = Math.Clamp(halfPixels ? (i + 0.5) * scale - 0.5 : i * scale, 0, from - 1);
                var left = (long)Math.Floor(at);
                weights[i * from + left] += (float)(1 - (at - left));
                weights[i * from + Math.Min(left + 1, from - 1)] += (float)(at - left);
            }
            return tensor(weights).view(to, from);
        }

        var rows = Weights(x.shape[1], size[0]).matmul(x.permute(0, 3, 1, 2));
        return rows.matmul(Weights(x.shape[2], size[1]).t()).permute(0, 2, 3, 1);
    }

    // Indices [n, d] into a tensor of that shape, one value each (or one for all).
    private static Tensor Dense(Tensor indices, long[] shape, Tensor values, Tensor rest)
    {
        var dense = rest.expand(shape).clone();
        if (indices.shape[0] == 0)
            return dense;
        var strides = shape.Select((_, i) => shape.Skip(i + 1).Aggregate(1L, (a, b) => a * b)).ToArray();
        var places = (indices.view(indices.shape[0], -1) * tensor(strides)).sum(1);
        return dense.view(-1).scatter(0, places, values.expand(places.shape).contiguous()).view(shape);
    }
}
