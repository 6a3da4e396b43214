namespace Harness.Runs;

/// <summary>How a cell of a sweep ended.</summary>
public enum CellState
{
    /// <summary>A stored run was there.</summary>
    Reused,

    /// <summary>It was carried out now.</summary>
    Done,

    /// <summary>Another process is carrying it out.</summary>
    Busy,

    /// <summary>It ended with an error.</summary>
    Failed,
}

/// <param name="Record">The run, when there is one.</param>
/// <param name="Message">One line, when it failed or is busy.</param>
/// <param name="ExitCode">For a failure: 1, 2 or 3 as in the design.</param>
public sealed record CellOutcome(CellState State, RunRecord? Record = null, string Message = "", int ExitCode = 0);
