using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Harness.Data.Files;
using Harness.Laws;
using Harness.Runs;
using TorchSharp;

namespace Harness.Cli.Verbs;

/// <summary>Checks the laws.</summary>
internal static class CheckVerb
{
    public static Command Create()
    {
        var own = CommonOptions.OwnMethod();
        var cases = CommonOptions.AtLeast(
            1,
            new Option<int>("--cases")
            {
                Description = "cases a law; costly laws run fewer",
                HelpName = "N",
                DefaultValueFactory = _ => 100,
            }
        );
        var seed = new Option<int>("--seed")
        {
            Description = "same seed, same cases",
            HelpName = "S",
            DefaultValueFactory = _ => 1,
        };
        var filter = new Option<string>("--filter")
        {
            Description = "only laws whose id or statement holds this",
            HelpName = "TEXT",
            DefaultValueFactory = _ => "",
        };
        var workers = CommonOptions.AtLeast(
            1,
            new Option<int>("--workers")
            {
                Description = "batches of cases checked side by side; as many as cores by default",
                HelpName = "N",
                DefaultValueFactory = _ => Environment.ProcessorCount,
            }
        );
        var json = CommonOptions.Json();
        var command = new Command("check", "Checks the laws with random cases; prints a replay line for a failure")
        {
            own,
            cases,
            seed,
            filter,
            workers,
            json,
        };
        command.SetAction(parsed =>
            Check(
                CommonOptions.LoadedMethod(parsed.GetValue(own)!),
                parsed.GetValue(cases),
                parsed.GetValue(seed),
                parsed.GetValue(filter)!,
                parsed.GetValue(workers),
                parsed.GetValue(json),
                parsed.InvocationConfiguration.Output
            )
        );
        return command;
    }

    private static int Check(string own, int cases, int seed, string filter, int workers, bool json, TextWriter output)
    {
        // Tensors are tiny, and each worker is a thread of its own.
        torch.set_num_threads(1);
        var clock = Stopwatch.StartNew();
        var results = LawBook.Check(
            cases,
            seed,
            filter,
            workers,
            law =>
            {
                if (!json)
                    Tell(law, output);
            },
            own
        );
        if (results.Count == 0)
            throw new UserErrorException(
                $"no law holds '{filter}' in its id or statement; ./harness check without --filter lists them.",
                UserErrorException.BadUsage
            );
        var failed = results.Count(r => !r.Passed);
        output.WriteLine(
            json
                ? JsonSerializer.Serialize(
                    results.Select(r => new
                    {
                        id = r.Id,
                        statement = r.Statement,
                        cases = r.Cases,
                        outcome = r.Outcome,
                        distribution = r.Distribution,
                        replay = r.Replay,
                        counterexample = r.Counterexample,
                        source = r.Source,
                        seconds = Math.Round(r.Seconds, 3),
                        cases_per_second = Math.Round(r.Cases / r.Seconds),
                        counts = r.Counts.Select(c => new { kind = c.Item1, cases = c.Item2 }),
                    }),
                    JsonText.Pretty
                )
                : $"{results.Count - failed} laws hold, {failed} do not; {Speed(results.Sum(r => (long)r.Cases), clock.Elapsed.TotalSeconds, workers)}"
        );
        return failed == 0 ? 0 : CommandLine.CheckFailed;
    }

    private static string Speed(long cases, double seconds, int workers) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{cases:N0} cases in {seconds:F1} s, {cases / seconds:N0} a second with {workers} worker{(workers == 1 ? "" : "s")}"
        );

    private static void Tell(LawResult law, TextWriter output)
    {
        lock (output)
        {
            output.WriteLine(
                $"{law.Outcome, -9} {law.Id, -40} {law.Statement}{(law.Distribution.Length > 0 ? $"  [{law.Distribution}]" : "")}"
            );
            if (law.Passed)
                return;
            output.WriteLine($"          {law.Counterexample}");
            output.WriteLine($"          replay: {law.Replay}");
        }
    }
}
