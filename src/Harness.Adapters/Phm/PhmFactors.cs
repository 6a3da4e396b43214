using static TorchSharp.torch;

namespace Harness.Adapters.Phm;

/// <summary>
/// The tensors that make one PHM product, wherever they come from: a layer's own, or the mean of several experts'.
/// Shapes: S [n, n, n]; T [n, p/n, k] and U [n, k, q/n], or W [n, p/n, q/n]; b [q] or null.
/// </summary>
/// <param name="S">The rule.</param>
/// <param name="T">Left factors; null with a full W.</param>
/// <param name="U">Right factors; null with a full W.</param>
/// <param name="W">Full blocks; null with factors.</param>
/// <param name="B">Bias.</param>
public readonly record struct PhmFactors(Tensor S, Tensor? T, Tensor? U, Tensor? W, Tensor? B)
{
    /// <summary>The blocks Bᵢ [n, p/n, q/n]: Tᵢ·Uᵢ, or W as it is.</summary>
    public Tensor Blocks() => T is not null && U is not null ? T.bmm(U) : W!;

    /// <summary>The materialised weight Σᵢ Sᵢ ⊗ Bᵢ, [p, q].</summary>
    public Tensor Weight() => Kronecker.Sum(S, Blocks());

    /// <summary>Sizes read off the tensors.</summary>
    public PhmShape Shape
    {
        get
        {
            var n = (int)S.shape[0];
            return T is not null && U is not null
                ? new PhmShape(n * T.shape[1], n * U.shape[2], n, (int)T.shape[2], B is not null)
                : new PhmShape(n * W!.shape[1], n * W.shape[2], n, null, B is not null);
        }
    }

    /// <summary>
    /// Averages the experts' factors, each kind of tensor separately (T with T, U with U, …), which is not the average of
    /// their products. Rules that are one shared tensor stay that tensor.
    /// </summary>
    /// <param name="weights">Mixing weights, one per expert, summing to 1.</param>
    public static PhmFactors Average(IReadOnlyList<PhmFactors> experts, IReadOnlyList<double> weights)
    {
        Tensor? Mean(Func<PhmFactors, Tensor?> pick) =>
            pick(experts[0]) is null
                ? null
                : experts.Select((e, i) => pick(e)! * weights[i]).Aggregate((sum, next) => sum + next);
        var shared = experts.All(e => ReferenceEquals(e.S, experts[0].S));
        return new PhmFactors(
            shared ? experts[0].S : Mean(e => e.S)!,
            Mean(e => e.T),
            Mean(e => e.U),
            Mean(e => e.W),
            Mean(e => e.B)
        );
    }
}
