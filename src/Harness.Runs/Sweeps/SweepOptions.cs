using System.Diagnostics;

namespace Harness.Runs;

/// <summary>How a sweep is carried out; none of it changes a number.</summary>
/// <param name="Worker">How to start a worker process.</param>
/// <param name="Workers">Worker processes.</param>
/// <param name="Threads">Threads of each.</param>
/// <param name="FailFast">Stop starting cells after the first failure.</param>
/// <param name="Retries">How often a cell is tried again when its worker process died.</param>
public sealed record SweepOptions(
    Func<ProcessStartInfo> Worker,
    int Workers,
    int Threads = 1,
    bool FailFast = false,
    int Retries = 1
);
