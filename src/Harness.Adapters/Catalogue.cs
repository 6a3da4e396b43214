using Harness.Adapters.BitFit;
using Harness.Adapters.Bottleneck;
using Harness.Adapters.Full;
using Harness.Adapters.Lora;
using Harness.Adapters.Phm;

namespace Harness.Adapters;

/// <summary>A row of a paper's comparison, configured.</summary>
/// <param name="Row">The row's label in tables.</param>
/// <param name="Method">The configuration.</param>
/// <param name="Note">What was chosen to match the paper's size; empty when nothing had to be.</param>
public sealed record CatalogueEntry(string Row, PeftMethod Method, string Note = "");

/// <summary>The papers' configurations, and those for the small backbones.</summary>
public static class Catalogue
{
    /// <summary>
    /// MixPHM's main comparison on VL-T5 base (d = 768): the sizes that give the trainable counts of the paper's table.
    /// </summary>
    public static IReadOnlyList<CatalogueEntry> MixPhmBase { get; } =
    [
        new("Full finetuning", new FullFinetuning()),
        new("BitFit", new BitFitMethod(), "with visual_projection_bias it is 1,536 more, which rounds to the printed 0.29M"),
        new("LoRA", new LoraMethod { R = 4, LoraAlpha = 1 }, "r = 4 matches the printed size; the code's default is 8"),
        new("Compacter", new CompacterMethod(), "bottleneck 64, n 4, rank 8, after the feed-forward sub-layer only"),
        new("Houlsby", new HoulsbyMethod()),
        new("Pfeiffer", new PfeifferMethod()),
        new("AdaMix", new AdaMixMethod(), "up projection shared"),
        new("MixPHM", new MixPhmMethod()),
    ];

    /// <summary>Rows whose size is known on the other models of MixPHM's comparison: those that only need the sites of blocks.</summary>
    public static IReadOnlyList<CatalogueEntry> MixPhmOtherModels { get; } =
    [.. MixPhmBase.Where(e => e.Method is not (BitFitMethod or LoraMethod))];

    /// <summary>
    /// The same rows for the small backbone (d = 96, some hundred to a few thousand steps). Widths are scaled so that no
    /// bottleneck falls below 24; the PHM methods keep bottleneck 48 and rank 8, a rule of σ = 0.15 and dropout 0.1, since with the paper's
    /// σ = 0.01 and dropout 0.5 the branch does not leave zero within so few steps.
    /// </summary>
    public static IReadOnlyList<CatalogueEntry> MixPhmSmall { get; } =
    [
        new("Full finetuning", new FullFinetuning()),
        new("BitFit", new BitFitMethod()),
        new("LoRA", new LoraMethod { R = 4, LoraAlpha = 4 }),
        new("Compacter", new CompacterMethod { ReductionFactor = 2, PhmInitRange = 0.15 }),
        new("Houlsby", new HoulsbyMethod { ReductionFactor = 4 }),
        new("Pfeiffer", new PfeifferMethod { ReductionFactor = 4 }),
        new("AdaMix", new AdaMixMethod { ReductionFactor = 4 }),
        new(
            "MixPHM",
            new MixPhmMethod
            {
                ReductionFactor = 2,
                PhmInitRange = 0.15,
                AdapterDropout = 0.1,
            }
        ),
    ];
}
