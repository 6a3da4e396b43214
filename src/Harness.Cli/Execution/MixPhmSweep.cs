using Harness.Adapters;
using Harness.Adapters.BitFit;
using Harness.Adapters.Bottleneck;
using Harness.Adapters.Lora;
using Harness.Adapters.Phm;

namespace Harness.Cli;

/// <summary>MixPHM's sizes one at a time, what its experts may share, and settings of the other methods that the table does not use.</summary>
internal static class MixPhmSweep
{
    /// <summary>Width of VL-T5 base, which turns a bottleneck into a reduction factor.</summary>
    private const int Width = 768;

    public static IReadOnlyList<CatalogueEntry> Rows { get; } =
    [
        .. Each("num_experts", [1, 2, 3, 4, 6, 8, 10, 12, 16], v => new MixPhmMethod { NumExperts = v }),
        .. Each("phm_rank", [1, 2, 4, 8, 12, 16, 24, 32], v => new MixPhmMethod { PhmRank = v }),
        .. Each("bottleneck", [24, 32, 48, 64, 96, 128, 192], v => new MixPhmMethod { ReductionFactor = Width / v }),
        .. Each("hypercomplex_division", [1, 2, 4, 8, 16], v => new MixPhmMethod { HypercomplexDivision = v }),
        new("plain", new AdaMixMethod { SharingUp = false }),
        new("plain-down_shared", new AdaMixMethod { SharingUp = false, SharingDown = true }),
        new(
            "kronecker-own_rule",
            new MixPhmMethod
            {
                FactorizedPhm = false,
                SharedPhmRule = false,
                SharingDown = false,
            }
        ),
        new("kronecker", new MixPhmMethod { FactorizedPhm = false, SharingDown = false }),
        new("kronecker-low_rank-own_rule", new MixPhmMethod { SharedPhmRule = false, SharingDown = false }),
        new("kronecker-low_rank", new MixPhmMethod { SharingDown = false }),
        new("kronecker-low_rank-own_rule-down_shared", new MixPhmMethod { SharedPhmRule = false }),
        new("kronecker-down_shared", new MixPhmMethod { FactorizedPhm = false }),
        new("kronecker-low_rank-up_shared", new MixPhmMethod { SharingDown = false, SharingUp = true }),
        new("kronecker-low_rank-both_shared", new MixPhmMethod { SharingUp = true }),
        new("bitfit-visual_biases", new BitFitMethod { VisualProjectionBias = true }),
        new("lora-r8", new LoraMethod()),
        new("compacter-r24-phm_rank1", new CompacterMethod { PhmRank = 1, ReductionFactor = Width / 24 }),
    ];

    private static IEnumerable<CatalogueEntry> Each(string key, int[] values, Func<int, MixPhmMethod> make) =>
        values.Select(v => new CatalogueEntry($"mixphm {key}={v}", make(v)));
}
