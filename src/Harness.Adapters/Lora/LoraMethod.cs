using Harness.Adapters.Numerics;
using Harness.Adapters.Options;
using Harness.Adapters.Sites;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Adapters.Lora;

/// <summary>
/// LoRA on linear maps of a frozen backbone, by default on the query and value projections of every attention; in a model of one's own also on
/// embeddings and two-dimensional convolutions.
/// Paper: Hu et al., arXiv 2106.09685; in MixPHM's comparison r = 4, α = 1 on VL-T5.   Keys as in PEFT's <c>adapter_config.json</c>.
/// Parameters: Σ over targets of r·(in + out); see <see cref="LoraEmbeddingDelta"/> and <see cref="LoraConvDelta"/>.
/// </summary>
public sealed record LoraMethod : PeftMethod
{
    [Option("r", "rank of the update")]
    public int R { get; init; } = 8;

    [Option("lora_alpha", "numerator of the scale")]
    public double LoraAlpha { get; init; } = 8;

    [Option("use_rslora", "scale α/√r instead of α/r")]
    public bool UseRsLora { get; init; }

    [Option("lora_dropout", "dropout on the input of the update")]
    public double LoraDropout { get; init; }

    [Option("target_modules", "roles (query, value) or path endings (q, v) of the linear maps that get an update")]
    public IReadOnlyList<string> TargetModules { get; init; } = ["query", "value"];

    [Option("stacks", "stacks that get updates; empty: all but a vision tower")]
    public IReadOnlyList<string> Stacks { get; init; } = [];

    public override string Name => "lora";

    /// <summary>s = α/r, or α/√r.</summary>
    public double Scale => LoraAlpha / (UseRsLora ? Math.Sqrt(R) : R);

    public override IEnumerable<string> ValueProblems()
    {
        if (R < 1)
            yield return $"r: {R} is below 1.";
        if (LoraAlpha <= 0)
            yield return $"lora_alpha: {LoraAlpha} is not above 0.";
        if (LoraDropout is < 0 or >= 1)
            yield return $"lora_dropout: {LoraDropout} is outside [0, 1).";
        if (TargetModules.Count == 0)
            yield return "target_modules: no linear map is named; query, value is the published choice.";
    }

    protected override IEnumerable<string> FitProblems(IBackbone backbone) =>
        SiteSelection
            .LinearProblems(backbone, TargetModules, Stacks)
            .Concat(
                from width in Targets(backbone).Select(p => Math.Min(p.Address.InWidth, p.Address.OutWidth)).Distinct()
                where R > width
                select $"r: {R} is above the width {width} of a target, which no update can exceed in rank."
            )
            .Concat(
                from target in Targets(backbone)
                let groups = target.Layer is Conv2d layer ? layer.groups : 1
                where R % groups != 0
                select $"r: {R} is no multiple of the {groups} groups of {target.Address.Path}."
            );

    public override long ClosedForm(IBackbone backbone) =>
        Targets(backbone)
            .Sum(p =>
                p.Layer is Conv2d layer
                    ? LoraConvDelta.Parameters(layer, R)
                    : LoraDelta.Parameters(p.Address.InWidth, p.Address.OutWidth, R)
            );

    protected override void Attach(IBackbone backbone, Generator generator)
    {
        var at = Placement.Of(backbone);
        foreach (var target in Targets(backbone))
            target.Attach("", Update(target, generator, at));
    }

    private nn.Module<Tensor, PassContext, Tensor> Update(Projection target, Generator generator, Placement at)
    {
        var (inWidth, outWidth) = (target.Address.InWidth, target.Address.OutWidth);
        return target.Layer switch
        {
            Embedding => new LoraEmbeddingDelta(inWidth, outWidth, R, Scale, generator, at),
            Conv2d layer => new LoraConvDelta(layer, R, Scale, LoraDropout, generator, at),
            _ => new LoraDelta(inWidth, outWidth, R, Scale, LoraDropout, generator, at),
        };
    }

    protected override Func<string, bool> Trains(IBackbone backbone) =>
        name =>
            name.EndsWith(".lora_A.weight", StringComparison.Ordinal)
            || name.EndsWith(".lora_B.weight", StringComparison.Ordinal)
            || name.EndsWith(".lora_embedding_A", StringComparison.Ordinal)
            || name.EndsWith(".lora_embedding_B", StringComparison.Ordinal);

    private IReadOnlyList<Projection> Targets(IBackbone backbone) => SiteSelection.Linear(backbone, TargetModules, Stacks);
}
