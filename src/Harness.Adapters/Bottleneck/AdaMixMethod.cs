using Harness.Adapters.Experts;
using Harness.Adapters.Numerics;
using Harness.Adapters.Options;
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

    protected override void Attach(IBackbone backbone, Generator generator)
    {
        foreach (var site in Sites(backbone))
            site.Attach(AttachName, Build(site.Address, generator, Placement.Of(backbone)));
    }

    /// <summary>One module for a site, outside any backbone.</summary>
    public AdaMixModule Build(SiteAddress address, Generator generator, Placement at)
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
