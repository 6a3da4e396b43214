using Harness.Runs.Execution;
using Harness.Runs.Store;
using Harness.Runs.Sweeps;
using Spectre.Console;

namespace Harness.Cli.Progress;

/// <summary>On a terminal: a bar for the sweep with the time left, one for each run under way with its dev score, failures above them.</summary>
internal sealed class LiveSweepView : ISweepView
{
    private readonly IAnsiConsole console;
    private readonly ProgressContext context;
    private readonly Dictionary<string, ProgressTask> running = [];
    private ProgressTask? all;
    private RemainingTime? remaining;
    private int ended;
    private int planned;

    private LiveSweepView(IAnsiConsole console, ProgressContext context) => (this.console, this.context) = (console, context);

    /// <summary>Draws on the error stream, so that standard output stays clean, until <paramref name="work"/> is over.</summary>
    public static Task<T> Show<T>(Func<ISweepView, Task<T>> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console
            .Progress()
            .AutoClear(true)
            .HideCompleted(true)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn(),
                new SpinnerColumn()
            )
            .StartAsync(context => work(new LiveSweepView(console, context)));
    }

    public void Planned(IReadOnlyList<RunRecord> reused, IReadOnlyList<SweepCell> waiting, int workers)
    {
        console.WriteLine(Wording.Planned(reused.Count, waiting.Count, workers, new RemainingTime(waiting, workers).Left));
        if (waiting.Count == 0)
            return;
        planned = waiting.Count;
        remaining = new RemainingTime(waiting, workers);
        all = context.AddTask("", maxValue: waiting.Sum(c => c.EstimatedSeconds));
        Describe();
    }

    public void Started(SweepCell cell)
    {
        if (!running.ContainsKey(cell.Key.Text))
            running[cell.Key.Text] = context.AddTask(
                Markup.Escape(cell.Label),
                maxValue: Math.Max(1, CostEstimate.Steps(cell.Config.Config))
            );
        Describe();
    }

    public void Progressed(SweepCell cell, RunProgress progress)
    {
        var bar = running[cell.Key.Text];
        bar.MaxValue = Math.Max(1, progress.Steps);
        bar.Value = progress.Step;
        bar.Description = Markup.Escape($"{cell.Label}  {Wording.Progress(progress)}");
        Describe();
    }

    public void Ended(SweepCell cell, CellOutcome outcome)
    {
        ended++;
        remaining!.Ended(cell);
        all!.Increment(cell.EstimatedSeconds);
        if (running.Remove(cell.Key.Text, out var bar))
            bar.StopTask();
        var text = Markup.Escape(Wording.Outcome(cell, outcome));
        console.MarkupLine(outcome.State == CellState.Failed ? $"[red]{text}[/]" : text);
        Describe();
    }

    public void Note(string line) => console.WriteLine($"note: {line}");

    private void Describe()
    {
        if (all is not null)
            all.Description = Markup.Escape($"{ended} of {planned} runs, {Wording.Duration(remaining!.Left)} left");
    }
}
