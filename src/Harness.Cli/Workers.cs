using System.Diagnostics;
using System.Reflection;
using Harness.Cli.Verbs;
using Harness.Runs.Execution;

namespace Harness.Cli;

/// <summary>Starts this program as a worker process.</summary>
internal static class Workers
{
    public static ProcessStartInfo Start(string results, ExecutionSettings settings)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Assembly.GetExecutingAssembly().Location,
                "worker",
                "--out",
                results,
                "--threads",
                $"{settings.Threads}",
                .. ExecutionOptions.Words(settings),
                "--command",
                TypedCommand(),
            ]
        );
        return start;
    }

    /// <summary>What was typed, quoted so that a shell takes it again.</summary>
    public static string TypedCommand() =>
        string.Join(' ', ["./harness", .. Environment.GetCommandLineArgs().Skip(1).Select(Quoted)]);

    internal static string Quoted(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./=:,+@%".Contains(c))
            ? word
            : $"'{word.Replace("'", "'\\''")}'";
}
