using System.Diagnostics;
using Harness.Data;
using Harness.Runs.Execution;
using Harness.Runs.Store;
using Harness.Runs.Sweeps.Workers;

namespace Harness.Runs.Sweeps.Slurm;

/// <summary>
/// Has the cells of a plan carried out by Slurm: submits job arrays, looks at the queue, submits again what was pre-empted, and collects
/// runs from the results folder, which the nodes share. The stored runs are the only state: a driver that ends leaves its jobs in the queue,
/// and the next one on the same folder takes them over.
/// </summary>
/// <param name="program">Starts a worker for one task, see <see cref="SlurmSubmission.Submit"/>.</param>
public sealed class SlurmDriver(
    RunStore store,
    SlurmOptions options,
    Func<ProcessStartInfo> program,
    bool failFast,
    int retries,
    ISweepView view
) : ISweepDriver
{
    // Slurm's usual MaxArraySize is 1001.
    private const int LargestArray = 1000;

    // A file that a node wrote may show on a shared folder a little after its job has left the queue.
    private const int LooksBeforeGone = 2;

    /// <summary>Ended by the site, not by the run: it goes on from its checkpoint in another job.</summary>
    private static readonly string[] siteEnded =
    [
        "PREEMPTED",
        "NODE_FAIL",
        "BOOT_FAIL",
        "TIMEOUT",
        "REQUEUED",
        "SUSPENDED",
        "REVOKED",
        "",
    ];

    private sealed class Flight(SweepCell cell, SlurmSubmission submission, int index)
    {
        public SweepCell Cell { get; } = cell;
        public SlurmSubmission Submission { get; } = submission;
        public int Index { get; } = index;
        public string Task => Submission.Task(Index);
        public bool Started { get; set; }
        public int Missing { get; set; }
    }

    private readonly List<Flight> flights = [];
    private readonly List<SweepCell> elsewhere = [];
    private readonly List<SweepCell> again = [];
    private readonly List<(SweepCell Cell, CellOutcome Outcome)> failures = [];
    private readonly Dictionary<string, int> resubmitted = [];
    private readonly Dictionary<string, int> retried = [];
    private readonly HashSet<SlurmSubmission> submissions = [];

    /// <summary>The name of every job on this results folder, e.g. for <c>scancel --name</c>.</summary>
    public string JobName { get; } = "harness-" + FileDigest.OfTexts(store.Root)[..8];

    /// <exception cref="OperationCanceledException">Interrupted; the jobs stay in the queue, and the next driver takes them over.</exception>
    public async Task<SweepResult> Run(SweepPlan plan, CancellationToken token)
    {
        view.Planned(
            plan.Reused,
            plan.Waiting,
            options.MaxRunning > 0 ? Math.Min(options.MaxRunning, plan.Waiting.Count) : plan.Waiting.Count
        );
        await Adopt(plan.Waiting, token);
        await Submit([.. plan.Waiting.Where(c => flights.All(f => f.Cell != c))], token);
        try
        {
            while (flights.Count + elsewhere.Count > 0 && !(failFast && failures.Count > 0))
            {
                await Task.Delay(options.Poll, token);
                await Look(token);
                again.AddRange(elsewhere.Where(Free).ToList());
                elsewhere.RemoveAll(c => again.Contains(c));
                await Submit([.. again], token);
                again.Clear();
            }
        }
        catch (OperationCanceledException)
        {
            view.Note(
                $"{flights.Count} runs go on in Slurm as {JobName}; the same command collects them, scancel --name={JobName} stops them."
            );
            throw;
        }
        await SlurmCommands.Cancel(flights.Select(f => f.Task));
        var failed = failures.Select(f => f.Cell.Key.Text).Concat(flights.Select(f => f.Cell.Key.Text)).ToHashSet();
        foreach (var submission in submissions.Where(s => !s.Keys.Any(failed.Contains)))
            submission.Remove();
        return new SweepResult(
            [.. plan.Reused, .. plan.Waiting.Select(c => store.Find(c.Key.Text)).OfType<RunRecord>()],
            failures
        );
    }

    private async Task Adopt(IReadOnlyList<SweepCell> waiting, CancellationToken token)
    {
        var earlier = SlurmSubmission.Earlier(store.Root);
        if (earlier.Count == 0 || await SlurmCommands.Queue(JobName, token) is not { } queue)
            return;
        foreach (var submission in earlier)
        {
            var alive = Enumerable.Range(0, submission.Keys.Count).Where(i => queue.ContainsKey(submission.Task(i))).ToList();
            foreach (var index in alive)
            {
                if (
                    waiting.FirstOrDefault(c => c.Key.Text == submission.Keys[index]) is { } cell
                    && flights.All(f => f.Cell != cell)
                )
                    flights.Add(new Flight(cell, submission, index));
            }
            if (alive.Count == 0)
                submission.Remove();
            else
                submissions.Add(submission);
        }
        if (flights.Count > 0)
            view.Note($"{flights.Count} runs are in Slurm's queue already.");
    }

    // Of what was stored since the sweep was planned, by a job that has left the queue or by another process, no job is needed.
    private async Task Submit(IReadOnlyList<SweepCell> cells, CancellationToken token)
    {
        foreach (var chunk in cells.Where(c => !HasEnded(c)).Chunk(LargestArray))
        {
            var submission = await SlurmSubmission.Submit(store.Root, JobName, options, program(), chunk, token);
            submissions.Add(submission);
            flights.AddRange(chunk.Select((cell, index) => new Flight(cell, submission, index)));
            view.Note($"submitted job {submission.Job}: {chunk.Length} {(chunk.Length == 1 ? "run" : "runs")}.");
        }
    }

    private async Task Look(CancellationToken token)
    {
        if (await SlurmCommands.Queue(JobName, token) is not { } queue)
        {
            view.Note("squeue does not answer; trying again.");
            return;
        }
        foreach (var flight in flights.ToList())
        {
            if (queue.TryGetValue(flight.Task, out var state))
            {
                flight.Missing = 0;
                if (!flight.Started && state == "RUNNING")
                {
                    flight.Started = true;
                    view.Started(flight.Cell);
                }
            }
            else if (
                store.Find(flight.Cell.Key.Text) is not null
                || flight.Submission.Outcome(flight.Index) is not null
                || ++flight.Missing >= LooksBeforeGone
            )
            {
                flights.Remove(flight);
                await Land(flight, token);
            }
        }
    }

    /// <summary>Whether the run is in the store, and so at its end; the view is told.</summary>
    private bool HasEnded(SweepCell cell, CellState state = CellState.Done)
    {
        if (store.Find(cell.Key.Text) is not { } record)
            return false;
        view.Ended(cell, new CellOutcome(state, record));
        return true;
    }

    private async Task Land(Flight flight, CancellationToken token)
    {
        var (cell, outcome) = (flight.Cell, flight.Submission.Outcome(flight.Index));
        if (HasEnded(cell, outcome?.State ?? CellState.Done))
            return;
        if (outcome is { State: CellState.Busy })
            elsewhere.Add(cell);
        else if (outcome is { State: CellState.Failed, ExitCode: not WorkerEnded.Interrupted })
            Fail(cell, outcome.Message, outcome.ExitCode);
        else
        {
            var state = await SlurmCommands.EndState(flight.Task, token);
            // A task that ended itself when Slurm asked it to is a failed process to Slurm; one that a person cancelled stays cancelled.
            Lost(flight, outcome is not null && state == "FAILED" ? "PREEMPTED" : state);
        }
    }

    private void Lost(Flight flight, string state)
    {
        var cell = flight.Cell;
        if (siteEnded.Contains(state) && Count(resubmitted, cell) <= options.Resubmissions)
            Resubmit(cell, $"{(state.Length > 0 ? state.ToLowerInvariant() : "gone")} in Slurm");
        else if (state is "FAILED" or "COMPLETED" && Count(retried, cell) <= retries)
            Resubmit(cell, $"its process died ({flight.Submission.LastLine(flight.Index)})");
        else
            Fail(
                cell,
                $"Slurm's job {flight.Task} ended as {(state.Length > 0 ? state : "unknown")}; its log is {Path.Combine(flight.Submission.Folder, $"{flight.Index}.log")}.",
                1
            );
    }

    private static int Count(Dictionary<string, int> counts, SweepCell cell) =>
        counts[cell.Key.Text] = counts.GetValueOrDefault(cell.Key.Text) + 1;

    private void Resubmit(SweepCell cell, string why)
    {
        again.Add(cell);
        view.Note($"{cell.Label}: {why}; submitting it again.");
    }

    private void Fail(SweepCell cell, string message, int exitCode)
    {
        var outcome = new CellOutcome(CellState.Failed, null, message, exitCode);
        failures.Add((cell, outcome));
        view.Ended(cell, outcome);
    }

    // What another driver had, and neither finished nor holds any more.
    private bool Free(SweepCell cell)
    {
        using var held = RunLock.TryTake(store.LockOf(cell.Key.Text));
        return held is not null;
    }
}
