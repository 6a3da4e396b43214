using Harness.Backbones.Decoding;
using Harness.Parity.Folders;
using Rule = Harness.Backbones.Decoding.EarlyStopping;

namespace Harness.Parity.Backbones;

internal static class ConfigExtensions
{
    /// <summary>The library writes true, false or "never".</summary>
    public static EarlyStopping EarlyStopping(this CaseOptions options)
    {
        const string key = "early_stopping";
        if (!options.Has(key))
            return Rule.Heuristic;
        if (
            options
                .Json.Replace(" ", "", StringComparison.Ordinal)
                .Contains("\"early_stopping\":\"never\"", StringComparison.Ordinal)
        )
            return Rule.Never;
        return options.Flag(key) ? Rule.Always : Rule.Heuristic;
    }

    /// <summary>A token id that a generation setting may name.</summary>
    public static long? Token(this CaseOptions options, string key) => options.Has(key) ? options.Integer(key) : null;
}
