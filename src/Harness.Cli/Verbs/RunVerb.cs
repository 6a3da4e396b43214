using System.CommandLine;
using System.Text.Json;
using Harness.Cli.Progress;
using Harness.Data.Files;
using Harness.Runs;
using Harness.Runs.Configuration;
using Harness.Runs.Execution;
using Harness.Runs.Store;
using Harness.Runs.Sweeps;

namespace Harness.Cli.Verbs;

/// <summary>Carries out one run in this process, or shows what it would be.</summary>
internal static class RunVerb
{
    public static Command Create()
    {
        var (config, settings) = (CommonOptions.Config(), CommonOptions.Settings());
        var (results, json) = (CommonOptions.Out(), CommonOptions.Json());
        var show = new Option<bool>("--show") { Description = "print every value and where it came from, run nothing" };
        var again = new Option<bool>("--again") { Description = "carry it out although it is stored" };
        var threads = CommonOptions.AtLeast(
            1,
            new Option<int>("--threads")
            {
                Description = "threads; 1 gives the same bits again",
                HelpName = "N",
                DefaultValueFactory = _ => 1,
            }
        );
        var command = new Command("run", "Carries out one run; re-uses a stored one")
        {
            config,
            settings,
            show,
            again,
            threads,
            results,
            json,
        };
        var execution = ExecutionOptions.AddTo(command);
        command.SetAction(
            (parsed, _) =>
            {
                var resolved = ExperimentFile
                    .Load(Repository.Locate(parsed.GetValue(config)!))
                    .Resolve(CommandLineSettings.Parse(parsed.GetValue(settings)!));
                var output = parsed.InvocationConfiguration.Output;
                if (parsed.GetValue(show))
                    return Task.FromResult(Show(resolved, output, parsed.GetValue(json)));
                return Run(
                    resolved,
                    CommonOptions.ResultsFolder(parsed.GetValue(results)),
                    execution.Read(parsed, parsed.GetValue(threads)),
                    parsed.GetValue(again),
                    output,
                    parsed.GetValue(json)
                );
            }
        );
        return command;
    }

    private static int Show(ResolvedConfig config, TextWriter output, bool json)
    {
        if (json)
        {
            var values = config.Values.Select(v => new
            {
                key = v.Spec.Path,
                value = v.Value,
                origin = v.Origin,
                meaning = v.Spec.Meaning,
                symbol = v.Spec.Symbol,
            });
            output.WriteLine(JsonSerializer.Serialize(values, JsonText.Pretty));
            return 0;
        }
        var (keys, texts) = (config.Values.Max(v => v.Spec.Path.Length), config.Values.Max(v => KeySpec.Format(v.Value).Length));
        var origins = config.Values.Max(v => v.Origin.Length);
        foreach (var v in config.Values)
        {
            var symbol = v.Spec.Symbol.Length > 0 ? $" [{v.Spec.Symbol}]" : "";
            output.WriteLine(
                $"{v.Spec.Path.PadRight(keys)}  {KeySpec.Format(v.Value).PadRight(texts)}  {v.Origin.PadRight(origins)}  {v.Spec.Meaning}{symbol}"
            );
        }
        return 0;
    }

    private static async Task<int> Run(
        ResolvedConfig config,
        string results,
        ExecutionSettings execution,
        bool again,
        TextWriter output,
        bool json
    )
    {
        using var interruption = new Interruption();
        var (store, executor) = (RunStore.Open(results), Executors.Create(execution));
        MissingFilesException.ThrowIfAny([config], executor);
        var cell = new SweepCell(
            config,
            RunKey.Of(config, executor, Flavour.Name),
            new CostEstimate(store.Runs).Seconds(config.Config)
        );
        var runner = new CellRunner(store, executor, () => TorchEnvironment.Collect(execution, Workers.TypedCommand()));
        var outcome = await SweepViews.Show(view =>
            Task.Run(() =>
            {
                view.Planned([], [cell], 1);
                view.Started(cell);
                var ended = runner.Run(config, cell.Key, new Reporter(p => view.Progressed(cell, p)), interruption.Token, again);
                view.Ended(cell, ended);
                return ended;
            })
        );
        if (outcome.State == CellState.Busy)
            throw new UserErrorException(
                $"{cell.Label}: {outcome.Message} Wait for it, then ask again.",
                UserErrorException.Missing
            );
        var record = outcome.Record!;
        output.WriteLine(
            json
                ? JsonSerializer.Serialize(record, JsonText.Pretty)
                : $"{cell.Label}: {Wording.Score(record)}; {record.Trainable:#,0} of {record.Total:#,0} trained; {Path.GetRelativePath(Environment.CurrentDirectory, record.Folder)}"
        );
        return 0;
    }

    // Progress<T> would post to another thread and come late.
    private sealed class Reporter(Action<RunProgress> report) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => report(value);
    }
}
