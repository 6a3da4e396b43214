namespace Harness.Data.Parity;

/// <summary>How one reference case came out.</summary>
/// <param name="Case">Names the case within its file.</param>
/// <param name="Group">The file or section.</param>
/// <param name="Outcome"><c>pass</c>, <c>fail</c> or <c>unsupported</c>.</param>
/// <param name="MaxAbs">Largest absolute difference of a number; 0 for texts.</param>
/// <param name="MaxRel">Largest relative difference.</param>
/// <param name="Message">What differs; empty for a pass.</param>
public sealed record ParityResult(
    string Case,
    string Group,
    string Outcome,
    double MaxAbs,
    double MaxRel,
    double Tolerance,
    string Message
);
