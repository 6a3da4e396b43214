namespace Harness.Cli.Tests;

/// <summary>The command line, called in this process.</summary>
internal sealed record Invocation(int Code, string Output, string Errors)
{
    public static Invocation Of(params string[] args)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var code = CommandLine.Run(args, output, errors);
        return new Invocation(code, output.ToString(), errors.ToString());
    }
}
