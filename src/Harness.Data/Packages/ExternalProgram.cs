using System.ComponentModel;
using CliWrap;
using CliWrap.Buffered;

namespace Harness.Data.Packages;

/// <summary>What another program said.</summary>
/// <param name="Code">Exit status; null where there is no such program, or it did not end in time.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Errors">Its error output; where <paramref name="Code"/> is null, why.</param>
public sealed record ProgramResult(int? Code, string Output, string Errors)
{
    /// <summary>Last line of its output, empty where it printed nothing.</summary>
    public string LastPrinted => LastLine(Output);

    /// <summary>Why it failed: the last line of its error output, or its status.</summary>
    public string Complaint => LastLine(Errors) is { Length: > 0 } line ? line : $"ended with status {Code}";

    private static string LastLine(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault("");
}

/// <summary>Calls other programs and waits for them.</summary>
public static class ExternalProgram
{
    /// <summary>The file of the first of these names that a folder of the path holds; null: none does.</summary>
    public static string? Find(params string[] names) => FindIn(Environment.GetEnvironmentVariable("PATH"), names);

    /// <inheritdoc cref="Find"/>
    /// <param name="path">Folders, as the variable PATH holds them.</param>
    public static string? FindIn(string? path, params string[] names)
    {
        var folders = (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }

    /// <summary>Runs a program to its end with no input. Cancelled, or past its limit, it is ended with all that it started.</summary>
    /// <param name="folder">Where it runs; the current folder by default.</param>
    /// <param name="limit">How long it may take; as long as it likes by default.</param>
    public static async Task<ProgramResult> Run(
        string program,
        IEnumerable<string> arguments,
        string? folder = null,
        TimeSpan? limit = null,
        CancellationToken token = default
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        stop.CancelAfter(limit ?? Timeout.InfiniteTimeSpan);
        try
        {
            var said = await CliWrap
                .Cli.Wrap(program)
                .WithArguments(arguments)
                .WithWorkingDirectory(folder ?? Environment.CurrentDirectory)
                .WithEnvironmentVariables(v => v.Set("LC_ALL", "C.UTF-8"))
                .WithValidation(CommandResultValidation.None)
                .ExecuteBufferedAsync(stop.Token);
            return new ProgramResult(said.ExitCode, said.StandardOutput, said.StandardError.Trim());
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return new ProgramResult(null, "", $"{program} did not end within {limit!.Value.TotalMinutes:0.##} minutes");
        }
        catch (Win32Exception)
        {
            return new ProgramResult(null, "", $"there is no program {program}");
        }
    }
}
