using System.CommandLine;
using Harness.Runs.Machine;
using Harness.Runs.Store;
using Harness.Runs.Sweeps.Workers;

namespace Harness.Cli.Verbs;

/// <summary>For sweeps: carries out runs that are named on standard input, see <see cref="WorkerLoop"/>.</summary>
internal static class WorkerVerb
{
    public static Command Create()
    {
        var results = new Option<string>("--out") { Required = true };
        var threads = new Option<int>("--threads") { DefaultValueFactory = _ => 1 };
        var typed = new Option<string>("--command") { DefaultValueFactory = _ => "" };
        var tasks = new Option<string?>("--tasks")
        {
            Description = "carry out one line of this file instead of what standard input says",
        };
        var index = new Option<int>("--index");
        var outcome = new Option<string>("--outcome") { DefaultValueFactory = _ => "" };
        var command = new Command("worker", "Carries out runs for a sweep") { results, threads, typed, tasks, index, outcome };
        var execution = ExecutionOptions.AddTo(command);
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            var settings = execution.Read(parsed, parsed.GetValue(threads));
            // Asked once, at the end of the first run, when torch is loaded; the program does not change while it runs.
            var environment = new Lazy<RunEnvironment>(() => TorchEnvironment.Collect(settings, parsed.GetValue(typed)!));
            var loop = new WorkerLoop(
                RunStore.Open(parsed.GetValue(results)!),
                Executors.Create(settings),
                Flavour.Name,
                () => environment.Value
            );
            if (parsed.GetValue(tasks) is { } file)
                One(loop, file, parsed.GetValue(index), parsed.GetValue(outcome)!);
            else
                All(loop);
        });
        return command;
    }

    private static void All(WorkerLoop loop)
    {
        using var ignored = Interruption.Ignored();
        loop.Run(Console.In, Console.Out);
    }

    // A scheduler that takes the node back sends SIGTERM first: the run saves where it stands.
    private static void One(WorkerLoop loop, string tasks, int index, string outcome)
    {
        using var interruption = new Interruption();
        loop.RunOne(tasks, index, outcome, interruption.Token);
    }
}
