namespace Harness.Training;

/// <summary>What a training had cost up to the checkpoint that it went on from; work after the last checkpoint is lost and not counted.</summary>
/// <param name="Seconds">Wall time of all earlier attempts.</param>
/// <param name="CpuSeconds">Processor time of all earlier attempts.</param>
/// <param name="Times">How often it was taken up again.</param>
/// <param name="Machines">Where the attempts ran, as the caller names it, each once.</param>
public sealed record Spent(double Seconds, double CpuSeconds, int Times, IReadOnlyList<string> Machines)
{
    /// <summary>Of a training that began from nothing.</summary>
    public static Spent Nothing { get; } = new(0, 0, 0, []);
}
