using System.CommandLine;
using Harness.Runs;

namespace Harness.Cli.Verbs;

/// <summary>For the launcher: prints the value that <c>OPENBLAS_CORETYPE</c> should have here, or nothing.</summary>
internal static class ProbeBlasVerb
{
    public static Command Create()
    {
        var command = new Command("probe-blas", "Prints the processor type that OpenBLAS should be told") { Hidden = true };
        command.SetAction(parsed =>
        {
            if (BlasLibrary.SystemOpenBlas() is { } blas && BlasKernel.Choose(blas.Kernel, Processor.Current.Flags) is { } kernel)
                parsed.InvocationConfiguration.Output.WriteLine(kernel);
        });
        return command;
    }
}
