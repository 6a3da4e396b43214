using static TorchSharp.torch;

namespace Harness.Adapters.Phm;

/// <summary>
/// Kronecker products, batched over a leading index.
/// Index convention: (A ⊗ B)[a·k + κ, c·p + j] = A[a, c]·B[κ, j], A being the slow index.
/// </summary>
public static class Kronecker
{
    /// <summary>A [n, a, c], B [n, k, p] → [n, a·k, c·p], one product per leading index.</summary>
    public static Tensor Batched(Tensor a, Tensor b)
    {
        var (n, rows, cols) = (a.shape[0], a.shape[1] * b.shape[1], a.shape[2] * b.shape[2]);
        var outer = a.unsqueeze(2).unsqueeze(4) * b.unsqueeze(1).unsqueeze(3); // [n, a, k, c, p]
        return outer.reshape(n, rows, cols);
    }

    /// <summary>Σᵢ Aᵢ ⊗ Bᵢ: A [n, a, c], B [n, k, p] → [a·k, c·p], without forming the n products.</summary>
    public static Tensor Sum(Tensor a, Tensor b)
    {
        var (n, ar, ac) = (a.shape[0], a.shape[1], a.shape[2]);
        var (k, p) = (b.shape[1], b.shape[2]);
        var mixed = a.reshape(n, ar * ac).t().matmul(b.reshape(n, k * p)); // [a·c, k·p]
        return mixed.view(ar, ac, k, p).permute(0, 2, 1, 3).reshape(ar * k, ac * p);
    }
}
