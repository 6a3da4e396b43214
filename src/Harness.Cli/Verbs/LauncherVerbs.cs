using System.CommandLine;
using System.Diagnostics;

namespace Harness.Cli.Verbs;

/// <summary>Verbs that the launcher carries out before this program starts; they are listed here so that help names them.</summary>
internal static class LauncherVerbs
{
    public static Command Setup()
    {
        var packages = new Option<string>("--packages")
        {
            Description = "cpu or cuda; without it, what is in use stays",
            HelpName = "FLAVOUR",
        };
        packages.AcceptOnlyFromAmong("cpu", "cuda");
        return Forward(
            new Command("setup", "Installs prerequisites, chooses the packages, builds; repeatable") { packages },
            "setup"
        );
    }

    public static Command Test()
    {
        var parts = new Argument<string[]>("PART")
        {
            Description = "only test projects whose path holds one of these words",
            Arity = ArgumentArity.ZeroOrMore,
        };
        return Forward(new Command("test", "Runs the whole test suite; ends with 'N passed, N failed'") { parts }, "test");
    }

    // Reached only when the program is started without the launcher.
    private static Command Forward(Command command, string verb)
    {
        command.SetAction(parsed =>
        {
            var start = new ProcessStartInfo(
                Path.Combine(Repository.Root, "harness"),
                [verb, .. parsed.Tokens.Skip(1).Select(t => t.Value)]
            );
            using var process = Process.Start(start)!;
            process.WaitForExit();
            return process.ExitCode;
        });
        return command;
    }
}
