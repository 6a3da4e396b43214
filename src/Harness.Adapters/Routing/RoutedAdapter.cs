using Harness.Adapters.Numerics;
using Harness.Adapters.Sites;
using static TorchSharp.torch;

namespace Harness.Adapters.Routing;

/// <summary>
/// Routed adapter: z = ρ(h·Dᵀ + a, x_R·Dᵀ + a),  y = f(z)·Uᵀ + b  (+ h). The down projection, bias included, serves both inputs,
/// and the activation follows the function.
/// Paper: arXiv 2403.09377, Adapter form.   Differs from the authors' code: see <see cref="Router"/>.
/// Shapes: h [B, T, d], x_R [B, V, d] → [B, T, d];  D [r, d];  U [d, r].   Names: <c>down_sampler</c>, <c>up_sampler</c>.
/// Parameters: 2·d·r + r + d, whatever the function.   Init: weights N(0, 0.02²), biases 0.
/// </summary>
public sealed class RoutedAdapter : ResidualAdapter
{
    private readonly nn.Module<Tensor, Tensor> down_sampler;
    private readonly nn.Module<Tensor, Tensor> up_sampler;
    private readonly Func<Tensor, Tensor> activation;
    private readonly Router router;
    private readonly bool residual;

    /// <param name="down">d → r: dense, or a PHM layer.</param>
    /// <param name="up">r → d.</param>
    /// <param name="residual">The released GPT-2 model has the inner residual, the RoBERTa model has not.</param>
    public RoutedAdapter(
        SiteAddress address,
        nn.Module<Tensor, Tensor> down,
        nn.Module<Tensor, Tensor> up,
        string nonLinearity,
        Router router,
        bool residual
    )
        : base(nameof(RoutedAdapter), address)
    {
        (this.router, this.residual) = (router, residual);
        activation = Activation.Named(nonLinearity);
        register_module("down_sampler", down_sampler = down);
        register_module("up_sampler", up_sampler = up);
    }

    private protected override bool HasResidual => residual;

    private protected override (Tensor, BranchProduct?) Branch(Tensor h, PassContext context)
    {
        var z = down_sampler.call(h);
        if (router.IsOn)
            z = router.Apply(z, down_sampler.call(router.Feature(h, context)));
        return (up_sampler.call(activation(z)), null);
    }
}
