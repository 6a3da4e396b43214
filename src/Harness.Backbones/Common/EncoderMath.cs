namespace Harness.Backbones;

/// <summary>Parameter arithmetic that BERT-like blocks share.</summary>
internal static class EncoderMath
{
    /// <summary>Four maps d → d, two maps d ↔ ff, all with biases, and two layer norms.</summary>
    public static long BlockParameters(long d, long ff) => 4 * (d * d + d) + 2 * d * ff + ff + d + 4 * d;
}
