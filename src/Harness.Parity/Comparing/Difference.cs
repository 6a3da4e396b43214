using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Parity.Comparing;

/// <summary>How far a tensor is from its reference.</summary>
/// <param name="What">Name of the tensor in the case.</param>
/// <param name="Abs">Largest absolute difference; infinite where shapes or non-finite values disagree.</param>
/// <param name="Rel">That difference over the largest absolute reference value.</param>
/// <param name="Note">What makes it infinite; empty otherwise.</param>
/// <param name="IsNoise">True where the reference is rounding noise and <paramref name="Rel"/> is relative to the case's largest gradient.</param>
public readonly record struct Difference(string What, double Abs, double Rel, string Note = "", bool IsNoise = false)
{
    public static Difference Infinite(string what, string note) =>
        new(what, double.PositiveInfinity, double.PositiveInfinity, note);

    public static Difference Between(string what, Tensor ours, Tensor reference)
    {
        if (!ours.shape.SequenceEqual(reference.shape))
            return Infinite(what, $"shape [{string.Join(", ", ours.shape)}], expected [{string.Join(", ", reference.shape)}]");
        if (reference.numel() == 0)
            return new Difference(what, 0, 0);
        var (a, b) = (ours.detach().to_type(ScalarType.Float64), reference.detach().to_type(ScalarType.Float64));
        var abs = (a - b).abs().max().ToDouble();
        if (!double.IsFinite(abs))
            return Infinite(what, "a value that is not finite");
        // A reference of zeros leaves nothing to be relative to.
        var scale = b.abs().max().ToDouble();
        return new Difference(what, abs, scale > 0 ? abs / scale : abs);
    }
}
