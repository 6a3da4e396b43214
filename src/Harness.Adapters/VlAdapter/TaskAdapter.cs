using Harness.Adapters.Bottleneck;
using Harness.Adapters.Numerics;
using Harness.Adapters.Routing;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Adapters.VlAdapter;

/// <summary>
/// Adapter with a down projection for each task and one up projection for all of them (half-shared) or one each:
/// y = h + f(ρ(h·Dᵀ + a, x_R·Dᵀ + a))·Uᵀ + b, with the D (and U) of the pass's task.
/// Papers: VL-Adapter, arXiv 2112.06825; routing function ρ, arXiv 2403.09377.   Differs from the authors' code: no.
/// Shapes: h [B, L, d], x_R [B, V, d] → [B, L, d];  D [r, d];  U [d, r].   Parameters: N_down·(d·r + r) + N_up·(r·d + d).
/// </summary>
public sealed class TaskAdapter : nn.Module<Tensor, PassContext, Tensor>
{
    private readonly ModuleList<LinearLayer> down;
    private readonly ModuleList<LinearLayer> up;
    private readonly SiteAddress address;
    private readonly Func<Tensor, Tensor> activation;
    private readonly Router router;
    private readonly int downCount, upCount;

    /// <param name="up">As many as <paramref name="down"/>, or one for all.</param>
    public TaskAdapter(SiteAddress address, LinearLayer[] down, LinearLayer[] up, string nonLinearity, Router router) : base(nameof(TaskAdapter))
    {
        (this.address, this.router, activation) = (address, router, Activation.Named(nonLinearity));
        (downCount, upCount) = (down.Length, up.Length);
        register_module("down_sampler", this.down = new ModuleList<LinearLayer>(down));
        register_module("up_sampler", this.up = new ModuleList<LinearLayer>(up));
    }

    public override Tensor forward(Tensor h, PassContext context)
    {
        var task = TaskBank.Index(context.Task, downCount);
        var narrow = down[task];
        var z = narrow.call(h);
        if (router.IsOn)
            z = router.Apply(z, narrow.call(router.Feature(h, context)));
        var branch = up[upCount == 1 ? 0 : task].call(activation(z));
        context.Trace?.Add(address, h, branch);
        return h + branch;
    }
}
