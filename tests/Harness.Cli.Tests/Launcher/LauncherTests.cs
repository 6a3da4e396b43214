using System.Diagnostics;

namespace Harness.Cli.Tests.Launcher;

/// <summary>What the launcher does before anything is built.</summary>
public class LauncherTests
{
    private static (int code, string errors) Bash(params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = "/",
        };
        using var process = Process.Start(start)!;
        _ = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, errors.TrimEnd());
    }

    private static string Script => Path.Combine(Repository.Root, "harness");

    [Fact]
    public void Every_script_parses()
    {
        string[] scripts =
        [
            Script,
            Path.Combine(Repository.Root, ".ci", "run"),
            .. Directory.GetFiles(Path.Combine(Repository.Root, "src", "Launcher"), "*.sh"),
        ];
        Assert.All(scripts, script => Assert.Equal((0, ""), Bash("-n", script)));
    }

    [Fact]
    public void The_program_that_it_starts_starts() =>
        Assert.Equal((0, ""), Bash("-c", $"dotnet '{typeof(CommandLine).Assembly.Location}' --help"));

    [Fact]
    public void An_unknown_flavour_is_one_line_and_exit_code_2() =>
        Assert.Equal((2, "harness: --packages is 'gpu'; it must be cpu or cuda"), Bash(Script, "setup", "--packages", "gpu"));

    [Fact]
    public void An_unknown_option_is_one_line_and_exit_code_2() =>
        Assert.Equal((2, "harness: setup knows --packages cpu|cuda, not '--fast'"), Bash(Script, "setup", "--fast"));

    [Fact]
    public void The_repository_is_found_through_a_link()
    {
        var link = Path.Combine(Path.GetTempPath(), $"harness-link-{Environment.ProcessId}");
        File.CreateSymbolicLink(link, Script);
        try
        {
            Assert.Equal(2, Bash(link, "setup", "--fast").code);
        }
        finally
        {
            File.Delete(link);
        }
    }
}
