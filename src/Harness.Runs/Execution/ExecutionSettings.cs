namespace Harness.Runs.Execution;

/// <summary>
/// Where and with what a run is carried out. Nothing here belongs to a run's configuration, so nothing here may change its numbers
/// (beyond the rounding of another device, which the manifest records).
/// </summary>
/// <param name="Device"><c>auto</c>, <c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Threads">Threads that torch may use in this process.</param>
/// <param name="DataFolder">Where data sets lie in the authors' file layout; null for the cache.</param>
/// <param name="WeightsFolder">Where published weights lie; null for the repository's own and the cache.</param>
/// <param name="CheckpointSeconds">Wall time between two checkpoints of a training; 0: after every step.</param>
public sealed record ExecutionSettings(
    string Device = "auto",
    int Threads = 1,
    string? DataFolder = null,
    string? WeightsFolder = null,
    double CheckpointSeconds = ExecutionSettings.DefaultCheckpointSeconds
)
{
    /// <summary>A checkpoint of a small run takes a few milliseconds, one of a large run a second.</summary>
    public const double DefaultCheckpointSeconds = 30;
}
