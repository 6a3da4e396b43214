using System.Text.Json.Serialization;

namespace Harness.Parity;

/// <summary>How a case ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ParityOutcome>))]
public enum ParityOutcome
{
    [JsonStringEnumMemberName("pass")]
    Pass,

    [JsonStringEnumMemberName("fail")]
    Fail,

    [JsonStringEnumMemberName("unsupported")]
    Unsupported,
}

/// <summary>The comparison of one reference case with this implementation.</summary>
/// <param name="Case">Name of the case.</param>
/// <param name="Group">Its group letter, or the file or section that it stands in.</param>
/// <param name="Outcome">Pass only if every output and gradient was compared and is within the tolerance.</param>
/// <param name="MaxAbs">Largest absolute difference over all tensors or numbers; 0 for texts.</param>
/// <param name="MaxRel">
/// Largest difference relative to its tensor's largest reference value (to the number itself where there are no tensors); for tensors this is
/// what is held against the tolerance.
/// </param>
/// <param name="Tolerance">The bound that was applied.</param>
/// <param name="Message">What differed most, or why the case is not supported; empty otherwise.</param>
public sealed record ParityRecord(
    string Case,
    string Group,
    ParityOutcome Outcome,
    double MaxAbs,
    double MaxRel,
    double Tolerance,
    string Message
);
