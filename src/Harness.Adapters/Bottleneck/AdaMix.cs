using Harness.Adapters.Experts;
using Harness.Adapters.Numerics;
using Harness.Adapters.Options;
using Harness.Adapters.Sites;
using static TorchSharp.torch;

namespace Harness.Adapters.Bottleneck;

/// <summary>
/// AdaMix as in MixPHM's comparison: a bank of dense experts after each feed-forward sub-layer, exact GELU, up shared, down not.
/// Paper: arXiv 2205.12410.   Differs from the authors' code: no; the consistency loss is an option, off as in MixPHM's code.
/// Parameters over K sites: K·[N_dn·(d·d_r + d_r) + N_up·(d_r·d + d)].
/// </summary>
public sealed record AdaMixMethod : AdapterMethod
{
    public AdaMixMethod() => NonLinearity = "gelu";

    [Option("num_experts", "N_e, experts of a bank that is not shared")]
    public int NumExperts { get; init; } = 4;

    [Option("sharing_down", "one down projection for all experts")]
    public bool SharingDown { get; init; }

    [Option("sharing_up", "one up projection for all experts")]
    public bool SharingUp { get; init; } = true;

    [Option("inference_level", "0 token, 1 sentence, 2 mean of outputs, 3 mean of weights")]
    public int Level { get; init; } = InferenceLevel.Weights;

    [Option("use_consistency_loss", "a second stochastic pass each step, pulled towards the first")]
    public bool UseConsistencyLoss { get; init; }

    public override bool HasSecondPass => UseConsistencyLoss;

    public override string Name => "adamix";

    protected override string AttachName => "ExpertSoup";

    public override IEnumerable<string> ValueProblems() =>
        base.ValueProblems().Concat(InferenceLevel.Problems(NumExperts, Level));

    public override long ClosedForm(IBackbone backbone) =>
        Sites(backbone)
            .Sum(s =>
            {
                var (width, bottleneck) = (s.Address.OutWidth, Bottleneck(s.Address.OutWidth));
                return (SharingDown ? 1 : NumExperts) * LinearLayer.Parameters(width, bottleneck)
                    + (SharingUp ? 1 : NumExperts) * LinearLayer.Parameters(bottleneck, width);
            });

    public override AdaMixModule Build(SiteAddress address, Generator generator, Placement at)
    {
        LinearBank Bank(long inWidth, long outWidth, bool shared)
        {
            var drawn = LinearLayer.Draw(inWidth, outWidth, generator, at);
            return new LinearBank([drawn, .. Enumerable.Range(1, shared ? 0 : NumExperts - 1).Select(_ => drawn.Copy())], Level);
        }
        var (width, bottleneck) = (address.OutWidth, Bottleneck(address.OutWidth));
        return new AdaMixModule(address, Bank(width, bottleneck, SharingDown), Bank(bottleneck, width, SharingUp), NonLinearity);
    }
}

/// <summary>
/// AdaMix adapter: out = h + up_{e₂}(f(down_{e₁}(h))), the experts drawn independently for each bank and pass.
/// Paper: Wang et al., EMNLP 2022, arXiv 2205.12410, section 3.   Differs from the authors' code: no (module <c>ExpertSoup</c> in MixPHM's).
/// Shapes: h [B, L, d] → [B, L, d].   Names: <c>MoA_A</c>, <c>MoA_B</c>.
/// Parameters: N_dn·(d·d_r + d_r) + N_up·(d_r·d + d); N_dn or N_up is 1 where that side is shared.
/// </summary>
public sealed class AdaMixModule : ResidualAdapter
{
    private readonly LinearBank MoA_A;
    private readonly LinearBank MoA_B;
    private readonly Func<Tensor, Tensor> activation;

    public AdaMixModule(SiteAddress address, LinearBank down, LinearBank up, string nonLinearity)
        : base(nameof(AdaMixModule), address)
    {
        activation = Activation.Named(nonLinearity);
        register_module("MoA_A", MoA_A = down);
        register_module("MoA_B", MoA_B = up);
    }

    private protected override (Tensor, BranchProduct?) Branch(Tensor h, PassContext context) =>
        (MoA_B.call(activation(MoA_A.call(h, context)), context), null);
}

/// <summary>
/// A bank of dense layers. Level 3 averages the weights: W̃ = Σ_e w_e·W_e, b̃ = Σ_e w_e·b_e, which here is also the mean of the outputs.
/// Paper: AdaMix, arXiv 2205.12410, section 3.3.   Differs from the authors' code: averaged once per evaluation, unless gradients are wanted.
/// Parameters: N·(in·out + out).   Init: the experts are copies of one drawn layer.
/// </summary>
public sealed class LinearBank(IReadOnlyList<LinearLayer> experts, int inferenceLevel)
    : ExpertBank<LinearLayer>(nameof(LinearBank), experts, inferenceLevel)
{
    protected override Func<Tensor, Tensor> Averaged(PassContext context)
    {
        // The mean is linear in the experts, so a caller that keeps the graph gets their gradients.
        if (is_grad_enabled())
            return Mean().Apply;
        return context
            .Cached(
                this,
                () =>
                {
                    using var scope = NewDisposeScope();
                    var mean = Mean();
                    return mean with { Weight = mean.Weight.DetachFromDisposeScope(), Bias = mean.Bias.DetachFromDisposeScope() };
                }
            )
            .Apply;
    }

    private Affine Mean()
    {
        var weights = MixingWeights();
        Tensor Mix(Func<LinearLayer, Tensor> pick) =>
            Experts.Select((e, i) => pick(e) * weights[i]).Aggregate((sum, next) => sum + next);
        return new Affine(Mix(e => e.Weight), Mix(e => e.Bias));
    }

    private sealed record Affine(Tensor Weight, Tensor Bias) : IDisposable
    {
        public Tensor Apply(Tensor x) => nn.functional.linear(x, Weight, Bias);

        public void Dispose()
        {
            Weight.Dispose();
            Bias.Dispose();
        }
    }
}
