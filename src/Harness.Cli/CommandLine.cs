using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Harness.Cli.Verbs;
using Harness.Data;
using Harness.Data.Files;
using Harness.Runs.Execution;
using Harness.Runs.Machine;

namespace Harness.Cli;

/// <summary>The tree of verbs, and what happens to errors: one line on the error stream and the exit code of the design.</summary>
internal static class CommandLine
{
    /// <summary>Exit code for a check that failed.</summary>
    public const int CheckFailed = 1;

    /// <summary>Exit code for Ctrl-C.</summary>
    public const int Interrupted = 130;

    /// <summary>Every verb. Creating one must be cheap: this happens at each start, and loads no torch, YAML or F#.</summary>
    public static Command Root() =>
        new(
            "./harness",
            "Reproduces two papers on parameter-efficient tuning: MixPHM (arXiv 2303.01239) and routing functions (arXiv 2403.09377)."
        )
        {
            new HelpOption(),
            new VersionOption(),
            LauncherVerbs.Setup(),
            ReproduceVerb.Create(),
            RunVerb.Create(),
            SweepVerb.Create(),
            ParamsVerb.Create(),
            CheckVerb.Create(),
            ParityVerb.Create(),
            BenchVerb.Create(),
            ClaimsVerb.Create(),
            ReportVerb.Create(),
            NbVerb.Create(),
            WhyVerb.Create(),
            DiffVerb.Create(),
            DataVerb.Create(),
            FetchVerb.Create(),
            RehearseVerb.Create(),
            PretrainVerb.Create(),
            PredictVerb.Create(),
            DoctorVerb.Create(),
            LauncherVerbs.Test(),
            WorkerVerb.Create(),
            MeasureProductVerb.Create(),
        };

    /// <summary>Parses, runs, explains. Never throws.</summary>
    public static int Run(string[] args, TextWriter output, TextWriter errors)
    {
        try
        {
            LinearAlgebra.Prepare();
            var root = Root();
            var parsed = root.Parse(args);
            if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
                return Fail(errors, Usage(root, parsed), UserErrorException.BadUsage);
            return parsed.Invoke(
                new InvocationConfiguration
                {
                    Output = output,
                    Error = errors,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                }
            );
        }
        catch (Exception e)
        {
            return Explain(errors, e);
        }
    }

    private static int Explain(TextWriter errors, Exception e) =>
        e switch
        {
            MissingFilesException missing => Fail(errors, missing),
            UserErrorException user => Fail(errors, user.Message, user.ExitCode),
            OperationCanceledException => Fail(errors, "interrupted; the same command goes on from here.", Interrupted),
            AggregateException { InnerException: { } inner } => Explain(errors, inner),
            System.Reflection.TargetInvocationException { InnerException: { } inner } => Explain(errors, inner),
            TypeInitializationException { InnerException: { } inner } => Explain(errors, inner),
            DllNotFoundException or BadImageFormatException => Fail(
                errors,
                $"a native library cannot be loaded ({ErrorText.OneLine(e)}); ./harness setup installs what is missing.",
                UserErrorException.Missing
            ),
            TimeoutException => Fail(
                errors,
                $"{ErrorText.OneLine(e)} Is the machine busy? The same command goes on from here.",
                UserErrorException.Missing
            ),
            UnauthorizedAccessException or IOException => Fail(errors, ErrorText.OneLine(e), UserErrorException.Missing),
            _ => Fail(
                errors,
                $"unexpected: {e.GetType().Name}: {ErrorText.OneLine(e)} (HARNESS_TRACE=1 shows where)",
                CheckFailed,
                e
            ),
        };

    private static int Fail(TextWriter errors, string message, int code, Exception? trace = null)
    {
        errors.WriteLine($"harness: {message.ReplaceLineEndings(" ")}");
        if (trace is not null && Environment.GetEnvironmentVariable("HARNESS_TRACE") == "1")
            errors.WriteLine(trace);
        return code;
    }

    // The one error of several lines: who gets the files one by one would learn of one at a time.
    private static int Fail(TextWriter errors, MissingFilesException e)
    {
        var code = Fail(errors, e.Message, e.ExitCode);
        foreach (var (file, number) in e.Files.Select((f, i) => (f, i + 1)))
            errors.WriteLine($"{number, 3}. {file.What}\n     {file.LookedFor}\n     {file.How}");
        return code;
    }

    private static string Usage(Command root, ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (command == root && parsed.UnmatchedTokens is [var word, ..] && !word.StartsWith('-'))
        {
            var near = NearestName.Of(word, root.Subcommands.Where(c => !c.Hidden).Select(c => c.Name));
            return $"there is no verb '{word}'; did you mean {near}? ./harness --help lists them.";
        }
        var help = string.Join(" ", Words(parsed.CommandResult));
        return $"{string.Join(" ", parsed.Errors.Select(e => e.Message).Distinct())} See {help} --help.";

        static IEnumerable<string> Words(CommandResult typed) =>
            typed.Parent is CommandResult outer ? [.. Words(outer), typed.Command.Name] : ["./harness"];
    }
}
