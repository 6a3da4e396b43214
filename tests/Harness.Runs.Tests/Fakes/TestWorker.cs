using System.Diagnostics;
using Harness.Runs.Machine;
using Harness.Runs.Sweeps;

namespace Harness.Runs.Tests.Fakes;

/// <summary>This test assembly as a worker or driver program.</summary>
internal static class TestWorker
{
    public static RunEnvironment Environment() =>
        new("fake", "none", "", "cpu", 1, "none", "os", "dotnet", "commit", false, "test");

    public static ProcessStartInfo Start(params string[] arguments) =>
        new("dotnet", [typeof(TestWorker).Assembly.Location, .. arguments]);

    public static SweepOptions Options(string results, int workers, bool failFast = false, int retries = 1) =>
        new(() => Start("worker", results), workers, FailFast: failFast, Retries: retries);
}
