using System.Diagnostics;
using System.Reflection;
using Harness.Runs;

namespace Harness.Cli;

/// <summary>Starts this program as a worker process.</summary>
internal static class Workers
{
    public static ProcessStartInfo Start(string results, ExecutionSettings settings)
    {
        var start = new ProcessStartInfo("dotnet", [Assembly.GetExecutingAssembly().Location, "worker", "--out", results, "--threads", $"{settings.Threads}", "--device", settings.Device]);
        foreach (var (option, value) in ((string, string?)[])[("--data", settings.DataFolder), ("--weights", settings.WeightsFolder)])
        {
            if (value is not null)
            {
                start.ArgumentList.Add(option);
                start.ArgumentList.Add(value);
            }
        }
        start.ArgumentList.Add("--command");
        start.ArgumentList.Add(TypedCommand());
        return start;
    }

    /// <summary>What was typed, as manifests record it.</summary>
    public static string TypedCommand() => string.Join(' ', ["./harness", .. Environment.GetCommandLineArgs().Skip(1)]);
}
