using Harness.Adapters;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones;

/// <summary>
/// T5's feed-forward part: wo(f(wi·x)), or gated wo(f(wi_0·x) ⊙ wi_1·x) in v1.1 (Shazeer 2020, arXiv 2002.05202).
/// Shapes: [B, L, d] → [B, L, d]; wi [ff, d], wo [d, ff]. Parameters: 2·d·ff, gated 3·d·ff.
/// Init: wi ~ N(0, 1/d), wo ~ N(0, 1/ff).
/// </summary>
internal sealed class T5FeedForward : Part
{
    private readonly Projection wi,
        wo;
    private readonly Projection? gate;
    private readonly Func<Tensor, Tensor> activation;
    private readonly double dropout;

    public T5FeedForward(T5Config config, BackboneBuilder builder, Place place)
        : base(nameof(T5FeedForward))
    {
        (activation, dropout) = (Activations.Get(config.Activation), config.DropoutRate);
        var (d, ff, f) = (config.DModel, config.DFf, config.InitializerFactor);
        wi = In(config.IsGated ? "wi_0" : "wi");
        gate = config.IsGated ? In("wi_1") : null;
        register_module(
            "wo",
            wo = builder.Projection(
                place.Child("wo"),
                SiteRole.FeedForwardOut,
                SubLayer.FeedForward,
                ff,
                d,
                f / Math.Sqrt(ff),
                bias: false
            )
        );

        Projection In(string name)
        {
            var made = builder.Projection(
                place.Child(name),
                SiteRole.FeedForwardIn,
                SubLayer.FeedForward,
                d,
                ff,
                f / Math.Sqrt(d),
                bias: false
            );
            register_module(name, made);
            return made;
        }
    }

    public Tensor Forward(Tensor x, PassContext context)
    {
        var inner = activation(wi.call(x, context));
        if (gate is not null)
            inner = inner * gate.call(x, context);
        return wo.call(context.Drop(inner, dropout), context);
    }
}
