using Harness.Runs.Sweeps;

namespace Harness.Cli.Progress;

/// <summary>Chooses how progress is shown: bars on a terminal, lines elsewhere.</summary>
internal static class SweepViews
{
    public static Task<T> Show<T>(Func<ISweepView, Task<T>> work) =>
        Console.IsErrorRedirected || Environment.GetEnvironmentVariable("CI") is { Length: > 0 }
            ? work(new PlainSweepView(Console.Error))
            : LiveSweepView.Show(work);
}
