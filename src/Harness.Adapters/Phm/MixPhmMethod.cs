using Harness.Adapters.Experts;
using Harness.Adapters.Numerics;
using Harness.Adapters.Options;
using Harness.Adapters.Redundancy;
using Harness.Adapters.Sites;
using static TorchSharp.torch;

namespace Harness.Adapters.Phm;

/// <summary>What an expert of MixPHM consists of (key <c>expert_layout</c>).</summary>
public enum ExpertLayout
{
    /// <summary>Down and up projections form two banks, either of which may be shared. The published model.</summary>
    Banks,

    /// <summary>An expert is a whole adapter; nothing is shared but the rule.</summary>
    Pairs,
}

/// <summary>
/// MixPHM: a mixture of PHM experts after each feed-forward sub-layer, with redundancy regularisation.
/// Paper: Jiang and Zheng, CVPR 2023, arXiv 2303.01239.
/// Differs from the authors' code: tokens of the regulariser are chosen by mask unless <c>token_selection: prefix</c>.
/// Parameters over K modules: K·[N_dn·(d_k·(d + d_r) + d_r) + N_up·(d_k·(d + d_r) + d)] + n³.
/// </summary>
public sealed record MixPhmMethod : PhmAdapterMethod
{
    [Option("num_experts", "N_e, experts of a bank that is not shared")]
    public int NumExperts { get; init; } = 4;

    [Option("sharing_down", "one down projection for all experts")]
    public bool SharingDown { get; init; } = true;

    [Option("sharing_up", "one up projection for all experts")]
    public bool SharingUp { get; init; }

    [Option("expert_layout", "banks (published) or pairs")]
    public ExpertLayout ExpertLayout { get; init; } = ExpertLayout.Banks;

    [Option("inference_level", "0 token, 1 sentence, 2 mean of outputs, 3 mean of weights")]
    public int Level { get; init; } = InferenceLevel.Weights;

    [Option("adapter_dropout", "dropout in the bottleneck; the authors' code has 0.5 built in")]
    public double AdapterDropout { get; init; } = 0.5;

    [Option("ada_alpha", "scale of the adapter branch")]
    public double AdaAlpha { get; init; } = 1.0;

    [Option("add_gate", "a learned top-1 gate with balance loss instead of drawing experts")]
    public bool AddGate { get; init; }

    [Option("use_adapter_r2loss", "whether the redundancy loss is added")]
    public bool UseRedundancyLoss { get; init; } = true;

    [Option("red_w", "weight of term I")]
    public double RedWeight { get; init; } = 0.2;

    [Option("align_w", "weight of term II, before its built-in factor of 0.2")]
    public double AlignWeight { get; init; } = 0.2;

    [Option("using_mi_loss", "whether term II is part of the redundancy loss")]
    public bool UsingMiLoss { get; init; } = true;

    [Option("lambd", "factor of the off-diagonal sum in term I")]
    public double Lambda { get; init; } = RedundancyOptions.PublishedLambda;

    [Option(
        "use_consistency_loss",
        "a second stochastic pass each step, pulled towards the first; the ablation beside the redundancy loss"
    )]
    public bool UseConsistencyLoss { get; init; }

    [Option("token_selection", "tokens of the redundancy loss: valid (by mask) or prefix (released code)")]
    public TokenSelection TokenSelection { get; init; } = TokenSelection.Valid;

    public override string Name => "mixphm";

    protected override string AttachName => "phm_adapter_moe";

    public int DownExperts => SharingDown ? 1 : NumExperts;

    public int UpExperts => SharingUp ? 1 : NumExperts;

    public override bool HasSecondPass => UseConsistencyLoss;

    public override IRegulariser? Regulariser =>
        AddGate ? new BalanceLoss()
        : UseRedundancyLoss
            ? new RedundancyLoss(new RedundancyOptions(RedWeight, UsingMiLoss ? AlignWeight : 0, Lambda, TokenSelection))
        : null;

    public override IEnumerable<string> ValueProblems()
    {
        foreach (var problem in base.ValueProblems().Concat(InferenceLevel.Problems(NumExperts, Level)))
            yield return problem;
        if (AdapterDropout is < 0 or >= 1)
            yield return $"adapter_dropout: {AdapterDropout} is outside [0, 1).";
        if (AddGate && ExpertLayout == ExpertLayout.Pairs)
            yield return "add_gate: only the banks layout has a gate.";
    }

    public override long ClosedForm(IBackbone backbone)
    {
        var sites = Sites(backbone);
        var layers = sites.Count * (long)(ExpertLayout == ExpertLayout.Pairs ? 2 * NumExperts : DownExperts + UpExperts);
        return sites.Sum(s => ModuleParameters(s.Address.OutWidth)) + RuleParameters(layers);
    }

    /// <summary>Parameters of one module at a site of this width, rules apart.</summary>
    public long ModuleParameters(long width) =>
        ExpertLayout == ExpertLayout.Pairs
            ? NumExperts * (Down(width).Parameters + Up(width).Parameters)
            : DownExperts * Down(width).Parameters
                + UpExperts * Up(width).Parameters
                + (AddGate ? ExpertGate.Parameters(width, DownExperts) + ExpertGate.Parameters(Bottleneck(width), UpExperts) : 0);

    public override nn.Module<Tensor, PassContext, Tensor> Build(
        SiteAddress address,
        PhmRule? rule,
        Generator generator,
        Placement at
    )
    {
        PhmLinear Layer(PhmShape shape) => new(shape, Init, generator, at, rule, FactorizedPhmRule);
        // The experts of a bank start as copies of one drawn layer.
        PhmLinear[] Copies(PhmShape shape, int count)
        {
            var drawn = Layer(shape);
            return [drawn, .. Enumerable.Range(1, count - 1).Select(_ => Layer(shape).CopyValuesFrom(drawn))];
        }
        var width = address.OutWidth;
        if (ExpertLayout == ExpertLayout.Pairs)
            return new PairedMixPhmModule(
                address,
                [
                    .. Enumerable
                        .Range(0, NumExperts)
                        .Select(_ => new PhmPair(Layer(Down(width)), Layer(Up(width)), NonLinearity, AdapterDropout)),
                ],
                NonLinearity,
                Level
            );
        var (down, up) = (Copies(Down(width), DownExperts), Copies(Up(width), UpExperts));
        return AddGate
            ? new GatedMixPhmModule(
                address,
                new GatedPhmBank(down, new ExpertGate(width, DownExperts, generator, at)),
                new GatedPhmBank(up, new ExpertGate(Bottleneck(width), UpExperts, generator, at)),
                NonLinearity,
                AdapterDropout
            )
            : new MixPhmModule(address, new PhmBank(down, Level), new PhmBank(up, Level), NonLinearity, AdapterDropout, AdaAlpha);
    }
}
