using System.Text.Json;
using Harness.Data.Files;
using Harness.Runs.Execution;
using Harness.Runs.Machine;
using Harness.Runs.Store;

namespace Harness.Runs.Sweeps.Workers;

/// <summary>
/// The worker process: takes tasks from its input, one line each, and answers on its output. It ends when its input ends, which
/// also happens when the driver dies in whatever way.
/// </summary>
public sealed class WorkerLoop(RunStore store, IRunExecutor executor, string packages, Func<RunEnvironment> environment)
{
    private static readonly TimeSpan progressEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>Works until the input ends. An input that is closed while a run is going on stops it and ends the process.</summary>
    public void Run(TextReader input, TextWriter output)
    {
        using var gone = new CancellationTokenSource();
        var runner = new CellRunner(store, executor, environment);
        foreach (var line in new DyingInput(input, gone).Lines())
        {
            if (gone.IsCancellationRequested)
                return;
            var task = JsonSerializer.Deserialize<WorkerTask>(line, JsonText.Line)!;
            var ended = CarryOut(runner, task, output, gone.Token);
            if (gone.IsCancellationRequested)
                return; // nobody listens any more
            Say(output, ended);
        }
    }

    /// <summary>
    /// Carries out one task of a file and writes how it ended beside it, for a driver on another machine. A cancelled task ends with
    /// <see cref="WorkerEnded.Interrupted"/>: it is to be carried on.
    /// </summary>
    /// <param name="tasks">One line a task, as <see cref="WorkerTask"/>.</param>
    /// <param name="index">Which line.</param>
    /// <param name="outcome">The file for the <see cref="WorkerEnded"/>.</param>
    /// <exception cref="OperationCanceledException"><paramref name="token"/> was cancelled; where the run stands is saved.</exception>
    public void RunOne(string tasks, int index, string outcome, CancellationToken token)
    {
        var task = JsonSerializer.Deserialize<WorkerTask>(File.ReadLines(tasks).Skip(index).First(), JsonText.Line)!;
        var ended = CarryOut(new CellRunner(store, executor, environment), task, TextWriter.Null, token);
        AtomicFile.WriteText(outcome, ended.ToLine() + "\n");
        token.ThrowIfCancellationRequested();
    }

    private WorkerEnded CarryOut(CellRunner runner, WorkerTask task, TextWriter output, CancellationToken token)
    {
        try
        {
            var config = task.Resolve();
            var key = RunKey.Of(config, executor, packages);
            if (key.Text != task.Key)
                return new WorkerEnded(
                    CellState.Failed,
                    "the worker's code or data differ from the driver's; start the command again.",
                    1
                );
            var outcome = runner.Run(config, key, new Throttled(p => Say(output, new WorkerProgress(p))), token);
            return new WorkerEnded(outcome.State, outcome.Message, outcome.ExitCode);
        }
        catch (OperationCanceledException)
        {
            return new WorkerEnded(CellState.Failed, "interrupted.", WorkerEnded.Interrupted);
        }
        catch (UserErrorException e)
        {
            return new WorkerEnded(CellState.Failed, e.Message, e.ExitCode);
        }
        catch (Exception e)
        {
            Console.Error.WriteLine(e);
            return new WorkerEnded(CellState.Failed, $"{e.GetType().Name}: {ErrorText.OneLine(e)}", 1);
        }
    }

    private static void Say(TextWriter output, WorkerEvent said)
    {
        lock (output)
        {
            try
            {
                output.WriteLine(said.ToLine());
                output.Flush();
            }
            catch (IOException)
            { /* the driver died: its end of the input says so too */
            }
        }
    }

    private sealed class Throttled(Action<RunProgress> report) : IProgress<RunProgress>
    {
        private long last;

        public void Report(RunProgress value)
        {
            if (last != 0 && System.Diagnostics.Stopwatch.GetElapsedTime(last) < progressEvery && value.Step < value.Steps)
                return;
            last = System.Diagnostics.Stopwatch.GetTimestamp();
            report(value);
        }
    }
}
