using Harness.Adapters;
using Harness.Adapters.Bottleneck;
using Harness.Adapters.Phm;
using Harness.Backbones.VlT5Models;
using Harness.Parity.Cases;
using Harness.Parity.Folders;

namespace Harness.Parity.Backbones;

/// <summary>The method that the switches of the MixPHM release ask for.</summary>
internal static class VlT5Method
{
    private static readonly string[] Unknown =
    [
        "apply_expert_soup",
        "apply_lora",
        "bitfit",
        "apply_moebert",
        "apply_moe",
        "apply_adapter_moe",
        "add_gate",
    ];

    /// <summary>Null: the bare backbone.</summary>
    public static PeftMethod? Of(CaseOptions o, VlT5Config config)
    {
        foreach (var key in Unknown)
            if (o.Flag(key))
                throw new UnsupportedCaseException($"a whole model with '{key}'");
        if (o.Flag("apply_phm_moe"))
            return PhmCaseModule.Read(
                o,
                new MixPhmMethod
                {
                    NumExperts = (int)o.Integer("num_experts"),
                    SharingDown = o.Flag("sharing_down"),
                    SharingUp = o.Flag("sharing_up"),
                    Level = (int)o.Integer("inference_level"),
                    AdapterDropout = 0,
                    AdaAlpha = o.Real("ada_alpha", 1),
                    RedWeight = o.Real("red_w"),
                    AlignWeight = o.Real("align_w"),
                    UsingMiLoss = o.Flag("using_mi_loss", true),
                }
            );
        if (o.Flag("apply_compacter"))
            return PhmCaseModule.Read(o, new CompacterMethod());
        if (!o.Flag("apply_adapter"))
            return null;
        var reduction = (int)(config.DModel / o.Integer("adapter_size"));
        return o.Text("adapter_type") == "houlsby"
            ? new HoulsbyMethod { ReductionFactor = reduction }
            : new PfeifferMethod { ReductionFactor = reduction };
    }

    /// <summary>Where a weight of the release goes; null for the frozen expert scores, which are zero and stay so.</summary>
    public static string? Place(string name, VlT5 model) =>
        model.Tied.ContainsKey(name) || name.EndsWith("expert_score_weight", StringComparison.Ordinal) ? null
        : name.EndsWith(".phm_rule", StringComparison.Ordinal) && model.has_parameter("phm_rule") ? "phm_rule"
        : name;
}
