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
        var (device, data, weights) = (CommonOptions.Device(), CommonOptions.Data(), CommonOptions.Weights());
        var typed = new Option<string>("--command") { DefaultValueFactory = _ => "" };
        var command = new Command("worker", "Carries out runs for a sweep") { results, threads, device, data, weights, typed };
        command.Hidden = true;
        command.SetAction(parsed => Work(
            parsed.GetValue(results)!,
            new ExecutionSettings(parsed.GetValue(device)!, parsed.GetValue(threads), parsed.GetValue(data), parsed.GetValue(weights)),
            parsed.GetValue(typed)!));
        return command;
    }

    private static int Work(string results, ExecutionSettings settings, string typed)
    {
        using var ignored = Interruption.Ignored();
        new WorkerLoop(RunStore.Open(results), Executors.Create(settings), Flavour.Name, () => TorchEnvironment.Collect(settings, typed))
            .Run(Console.In, Console.Out);
        return 0;
    }
}
