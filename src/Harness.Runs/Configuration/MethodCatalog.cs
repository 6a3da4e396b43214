using static Harness.Runs.ConfigSchema;

namespace Harness.Runs;

/// <summary>A tuning method or baseline as configurations know it.</summary>
/// <param name="Name">As in <c>method.name</c>.</param>
/// <param name="Title">As in tables.</param>
/// <param name="IsBaseline">True for what stands beside the methods in every table but is none.</param>
/// <param name="Trains">False for a baseline that needs no training.</param>
/// <param name="Options">Its keys below <c>method.</c>, spelled as in PEFT or the authors' code; defaults are the paper's.</param>
public sealed record MethodSpec(string Name, string Title, bool IsBaseline, bool Trains, IReadOnlyList<KeySpec> Options);

/// <summary>The methods that can be configured. Defaults give the papers' sizes on VL-T5 base.</summary>
public static class MethodCatalog
{
    public static IReadOnlyList<MethodSpec> All { get; } =
    [
        new("full", "Finetuning", IsBaseline: false, Trains: true, []),
        new("lora", "LoRA", IsBaseline: false, Trains: true,
        [
            Whole("method.r", 4, "rank of the update", 1, symbol: "r"),
            Number("method.lora_alpha", 4, "the update is scaled by lora_alpha / r", 0, symbol: "α"),
        ]),
        new("pfeiffer", "Pfeiffer", IsBaseline: false, Trains: true,
        [
            Whole("method.reduction_factor", 12, "width of the backbone over width of the bottleneck", 1, symbol: "d / d_r"),
        ]),
        new("mixphm", "MixPHM", IsBaseline: false, Trains: true,
        [
            Whole("method.reduction_factor", 12, "width of the backbone over width of the bottleneck", 1, symbol: "d / d_r"),
            Whole("method.hypercomplex_division", 4, "Kronecker summands", 1, symbol: "n"),
            Whole("method.phm_rank", 8, "rank of each factored summand", 1, symbol: "d_k"),
            Whole("method.num_experts", 4, "experts of a module", 1, symbol: "N_e"),
            Number("method.phm_init_range", 0.01, "standard deviation of the slow matrices at start", 0, symbol: "σ(S)"),
            Flag("method.sharing_down", true, "experts share the down projection"),
            Flag("method.sharing_up", false, "experts share the up projection"),
            Number("method.adapter_dropout", 0.5, "dropout in the bottleneck", 0, 1),
            Number("method.red_w", 0.2, "weight of the redundancy regulariser; 0: without", 0, symbol: "α"),
        ]),
        new("blind", "Blind (question only)", IsBaseline: true, Trains: true, []),
        new("majority", "Majority answer", IsBaseline: true, Trains: false, []),
    ];

    /// <summary>Names in table order.</summary>
    public static IEnumerable<string> Names => All.Select(m => m.Name);

    /// <summary>The method of that name, or null.</summary>
    public static MethodSpec? Find(string name) => All.FirstOrDefault(m => m.Name == name);
}
