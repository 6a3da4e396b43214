using System.ComponentModel;
using System.Diagnostics;

namespace Harness.Data.Packages;

/// <summary>Runs a program and waits for it.</summary>
internal static class ExternalProgram
{
    /// <summary>Exit status and the last line of its error output; status −1 where the program does not exist.</summary>
    public static (int Status, string Error) Run(string program, string folder, TimeSpan limit, params string[] arguments)
    {
        var (status, error, _) = Read(program, folder, limit, arguments);
        return (status, error);
    }

    /// <summary>The same with the last line of its output, empty where it printed nothing.</summary>
    public static (int Status, string Error, string Printed) Read(string program, string folder, TimeSpan limit, params string[] arguments)
    {
        try
        {
            using var process = Start(program, folder, arguments);
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(limit))
            {
                process.Kill(entireProcessTree: true);
                return (-1, $"{program} did not end within {limit.TotalMinutes:0} minutes", "");
            }
            var complaint = LastLine(error.Result);
            return (process.ExitCode, complaint.Length > 0 ? complaint : $"{program} ended with status {process.ExitCode}", LastLine(output.Result));
        }
        catch (Win32Exception)
        {
            return (-1, $"there is no program {program}", "");
        }
    }

    private static string LastLine(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault("");

    public static Process Start(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }
}
