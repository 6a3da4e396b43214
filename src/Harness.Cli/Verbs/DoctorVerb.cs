using System.CommandLine;

namespace Harness.Cli.Verbs;

/// <summary>Shows the environment.</summary>
internal static class DoctorVerb
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "one object instead of text" };
        var command = new Command("doctor", "Shows the environment and what is wrong with it") { json };
        command.SetAction(parsed => 0);
        return command;
    }
}
