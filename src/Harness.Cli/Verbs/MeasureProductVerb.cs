using System.CommandLine;
using System.Globalization;
using Harness.Benchmarks;

namespace Harness.Cli.Verbs;

/// <summary>For the launcher, which compares linear algebra libraries in a process each: prints the GFLOP/s of a 1024³ product.</summary>
internal static class MeasureProductVerb
{
    public static Command Create()
    {
        var command = new Command("measure-product", "Prints the GFLOP/s of a 1024³ product") { Hidden = true };
        command.SetAction(parsed =>
            parsed.InvocationConfiguration.Output.WriteLine(MachineSpeed.Gflops().ToString("0.0", CultureInfo.InvariantCulture))
        );
        return command;
    }
}
