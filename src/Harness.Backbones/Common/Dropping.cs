using Harness.Adapters;
using static TorchSharp.torch;

namespace Harness.Backbones;

internal static class Dropping
{
    /// <summary>Dropout by the pass's own source of masks; nothing when evaluating, without a source, or at p = 0.</summary>
    public static Tensor Drop(this PassContext context, Tensor x, double p) =>
        context.Training && p > 0 && context.Dropout is { } dropout ? dropout.Apply(x, p) : x;
}
