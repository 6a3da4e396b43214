using System.ComponentModel;
using System.Diagnostics;

namespace Harness.Runs;

/// <summary>What another program said.</summary>
/// <param name="Code">Exit status; null where there is no such program.</param>
public sealed record ProgramResult(int? Code, string Output, string Errors);

/// <summary>Calls other programs and waits for them.</summary>
public static class Programs
{
    /// <summary>Runs a program to its end with no input.</summary>
    public static async Task<ProgramResult> Run(string program, IEnumerable<string> arguments, CancellationToken token = default)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            // Both pipes are emptied at once, or the program might wait for a reader.
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(token), process.StandardError.ReadToEndAsync(token));
            await process.WaitForExitAsync(token);
            return new ProgramResult(process.ExitCode, await output, (await errors).Trim());
        }
        catch (Win32Exception)
        {
            return new ProgramResult(null, "", "");
        }
    }
}
