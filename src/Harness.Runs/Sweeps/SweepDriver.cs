using System.Collections.Concurrent;
using System.Diagnostics;
using Harness.Data.Files;
using Harness.Runs.Execution;
using Harness.Runs.Store;
using Harness.Runs.Sweeps.Workers;

namespace Harness.Runs.Sweeps;

/// <summary>Has the cells of a plan carried out.</summary>
public interface ISweepDriver
{
    /// <exception cref="OperationCanceledException">Interrupted; finished runs are stored.</exception>
    Task<SweepResult> Run(SweepPlan plan, CancellationToken token);
}

/// <summary>How a sweep is carried out; none of it changes a number.</summary>
/// <param name="Worker">How to start a worker process.</param>
/// <param name="Workers">Worker processes.</param>
/// <param name="Threads">Threads of each.</param>
/// <param name="FailFast">Stop starting cells after the first failure.</param>
/// <param name="Retries">How often a cell is tried again when its worker process died.</param>
public sealed record SweepOptions(
    Func<ProcessStartInfo> Worker,
    int Workers,
    int Threads = 1,
    bool FailFast = false,
    int Retries = 1
);

/// <summary>How a sweep ended.</summary>
/// <param name="Runs">Every run that is there now, re-used ones included.</param>
/// <param name="Failures">Cells that failed, with the reason.</param>
public sealed record SweepResult(IReadOnlyList<RunRecord> Runs, IReadOnlyList<(SweepCell Cell, CellOutcome Outcome)> Failures);

/// <summary>
/// Hands the cells of a plan to worker processes. The stored runs are the only state, so a driver that is killed and started again
/// goes on; two drivers on one folder share the work through the locks of the runs.
/// </summary>
public sealed class SweepDriver(RunStore store, SweepOptions options, ISweepView view) : ISweepDriver
{
    private static readonly TimeSpan pollOthers = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<(SweepCell Cell, CellOutcome Outcome)> failures = [];
    private readonly ConcurrentQueue<SweepCell> elsewhere = [];
    private readonly Lock viewing = new();
    private UserErrorException? unwritable;

    /// <exception cref="UserErrorException">The results folder cannot be written to any more, so no run could end; exit code 3.</exception>
    /// <exception cref="OperationCanceledException">Interrupted; finished runs are stored, the workers are gone.</exception>
    public async Task<SweepResult> Run(SweepPlan plan, CancellationToken token)
    {
        view.Planned(plan.Reused, plan.Waiting, Math.Min(options.Workers, plan.Waiting.Count));
        await Round(plan.Waiting, token);
        // What another driver had: when it is neither stored nor locked any more, it is done here.
        for (var told = false; !elsewhere.IsEmpty && !Stopped; told = true)
        {
            var cells = elsewhere.ToArray();
            elsewhere.Clear();
            if (!told)
                Show(() =>
                    view.Note(
                        $"{cells.Length} runs are being made by another process ({RunLock.Holder(store.LockOf(cells[0].Key.Text))}); waiting for them."
                    )
                );
            await Task.Delay(pollOthers, token);
            await Round(cells, token);
        }
        if (unwritable is not null)
            throw unwritable;
        var keys = plan.Waiting.Select(cell => cell.Key.Text);
        return new SweepResult([.. plan.Reused, .. keys.Select(store.Find).OfType<RunRecord>()], [.. failures]);
    }

    private bool Stopped => unwritable is not null || options.FailFast && !failures.IsEmpty;

    private async Task Round(IReadOnlyList<SweepCell> cells, CancellationToken token)
    {
        var queue = new ConcurrentQueue<SweepCell>(cells);
        await Task.WhenAll(Enumerable.Range(0, Math.Min(options.Workers, cells.Count)).Select(_ => Work(queue, token)));
    }

    private async Task Work(ConcurrentQueue<SweepCell> queue, CancellationToken token)
    {
        WorkerProcess? worker = null;
        try
        {
            while (!Stopped && queue.TryDequeue(out var cell))
            {
                token.ThrowIfCancellationRequested();
                for (var attempt = 0; ; attempt++)
                {
                    if (worker is not { Alive: true })
                    {
                        worker?.Dispose();
                        worker = new WorkerProcess(options.Worker(), options.Threads);
                    }
                    Show(() => view.Started(cell));
                    var ended = await worker.CarryOut(
                        WorkerTask.Of(cell.Config, cell.Key),
                        p => Show(() => view.Progressed(cell, p)),
                        token
                    );
                    if (worker.Alive || attempt >= options.Retries)
                    {
                        Settle(cell, new CellOutcome(ended.State, store.Find(cell.Key.Text), ended.Message, ended.ExitCode));
                        break;
                    }
                    Show(() => view.Note($"{cell.Label}: {ended.Message} Trying again."));
                }
            }
        }
        finally
        {
            worker?.Dispose();
        }
    }

    private void Settle(SweepCell cell, CellOutcome outcome)
    {
        if (outcome.State == CellState.Busy)
        {
            elsewhere.Enqueue(cell);
            return;
        }
        if (outcome.State == CellState.Failed)
        {
            failures.Enqueue((cell, outcome));
            // Where one run could not be stored the others cannot be either: that is one message, not one a cell.
            if (outcome.ExitCode == UserErrorException.Missing && Unwritable() is { } reason)
            {
                unwritable = reason;
                return;
            }
        }
        Show(() => view.Ended(cell, outcome));
    }

    private UserErrorException? Unwritable()
    {
        try
        {
            store.CheckWritable();
            return null;
        }
        catch (UserErrorException e)
        {
            return e;
        }
    }

    private void Show(Action action)
    {
        lock (viewing)
            action();
    }
}
