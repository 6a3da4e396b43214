namespace Harness.Runs;

/// <summary>Has the cells of a plan carried out.</summary>
public interface ISweepDriver
{
    /// <exception cref="OperationCanceledException">Interrupted; finished runs are stored.</exception>
    Task<SweepResult> Run(SweepPlan plan, CancellationToken token);
}
