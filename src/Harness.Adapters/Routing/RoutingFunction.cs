namespace Harness.Adapters.Routing;

/// <summary>
/// The operation ρ(x_t, x_v) in the bottleneck (key <c>routing</c>). Shapes: x_t [B, T, r], x_v [B, V, r] → [B, T, r].
/// Names are the authors' flags; <c>vllora</c> is what they run when no flag is set.
/// </summary>
public enum RoutingFunction
{
    /// <summary>No routing: ρ = x_t.</summary>
    None,

    /// <summary>x_t ∘ x'_v; one vision token. Linear in each argument.</summary>
    ElementMul,

    /// <summary>x_t + x'_v; one vision token. Linear in both together.</summary>
    ElementAdd,

    /// <summary>x_t·x_vᵀ·x_v; any number of vision tokens. Linear in x_t, quadratic in x_v.</summary>
    Vllora,

    /// <summary>x_t·x''_v, x_v repeated over r rows: (Σᵢ x_t,i)·x_v; one vision token. Linear in each argument.</summary>
    ElementMulExpand,

    /// <summary>x_t·x_tᵀ·x'_v; one vision token. Quadratic in x_t and not local to a token, so it rules out cached decoding.</summary>
    RoutingXt,

    /// <summary>ReLU(x_t)·ReLU(x_v)ᵀ·x_v.</summary>
    AddRelu,

    /// <summary>x_t·x_vᵀ·1, a control: the output's direction does not depend on the picture.</summary>
    MultiplyOnes,

    /// <summary>ReLU(x_t)·ReLU(x_v)ᵀ·1.</summary>
    AddReluMultiplyOnes,
}

/// <summary>What stands for the transpose of a [B, m, r] tensor (key <c>transposition</c>).</summary>
public enum Transposition
{
    /// <summary>The transpose, as the paper writes it.</summary>
    Transpose,

    /// <summary>The released code's reshape to [B, r, m]; the same for one vision token, scrambled for several.</summary>
    Reshape,
}

/// <summary>Where the routing feature comes from (key <c>routing_source</c>).</summary>
public enum RoutingSource
{
    /// <summary>The pass's routing feature, normally the picture.</summary>
    Picture,

    /// <summary>The mean of the layer's own hidden states over real positions (text-text control).</summary>
    PooledText,

    /// <summary>The layer's own hidden states.</summary>
    Text,

    /// <summary>Gaussian noise of the feature's shape, drawn anew at each use (control: no picture content).</summary>
    Noise,

    /// <summary>Ones of the feature's shape (control: no picture content).</summary>
    Ones,
}
