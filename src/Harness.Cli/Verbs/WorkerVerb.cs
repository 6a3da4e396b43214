using System.CommandLine;
using Harness.Runs;

namespace Harness.Cli.Verbs;

/// <summary>For sweeps: carries out runs that are named on standard input, see <see cref="WorkerLoop"/>.</summary>
internal static class WorkerVerb
{
    public static Command Create()
    {
        var results = new Option<string>("--out") { Required = true };
        var threads = new Option<int>("--threads") { DefaultValueFactory = _ => 1 };
        var typed = new Option<string>("--command") { DefaultValueFactory = _ => "" };
        var command = new Command("worker", "Carries out runs for a sweep") { results, threads, typed };
        var execution = ExecutionOptions.AddTo(command);
        command.Hidden = true;
        command.SetAction(parsed => Work(parsed.GetValue(results)!, execution.Read(parsed, parsed.GetValue(threads)), parsed.GetValue(typed)!));
        return command;
    }

    private static int Work(string results, ExecutionSettings settings, string typed)
    {
        using var ignored = Interruption.Ignored();
        // Asked once, at the end of the first run, when torch is loaded; the program does not change while it runs.
        var environment = new Lazy<RunEnvironment>(() => TorchEnvironment.Collect(settings, typed));
        new WorkerLoop(RunStore.Open(results), Executors.Create(settings), Flavour.Name, () => environment.Value)
            .Run(Console.In, Console.Out);
        return 0;
    }
}
