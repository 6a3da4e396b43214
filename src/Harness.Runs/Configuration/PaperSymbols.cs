namespace Harness.Runs.Configuration;

/// <summary>
/// The papers' symbols of the methods' options. Symbols of the common keys stand in <see cref="ConfigSchema"/>; everything together
/// is the table of <see cref="KeyTable"/>.
/// </summary>
internal static class PaperSymbols
{
    // One name means the same in every method that has it, so the option's key alone decides.
    private static readonly Dictionary<string, string> byOption = new()
    {
        ["r"] = "r",
        ["lora_alpha"] = "α (of α/r)",
        ["reduction_factor"] = "d/d_r",
        ["hypercomplex_division"] = "n",
        ["phm_rank"] = "d_k",
        ["low_rank_rank"] = "d_k",
        ["num_experts"] = "N_e",
        ["sharing_down"] = "N_dn = 1",
        ["sharing_up"] = "N_up = 1",
        ["red_w"] = "α of L_Ra, term I",
        ["align_w"] = "α of L_Ra, term II",
        ["lambd"] = "λ",
        ["use_adapter_r2loss"] = "L_Ra",
        ["shared_phm_rule"] = "S",
        ["non_linearity"] = "f",
        ["routing"] = "ρ",
        ["routing_source"] = "x_R",
    };

    /// <summary>The symbol of an option, empty where the papers have none.</summary>
    public static string Of(string option) => byOption.GetValueOrDefault(option, "");

    /// <summary>Every option that has a symbol.</summary>
    public static IEnumerable<string> Options => byOption.Keys;
}
