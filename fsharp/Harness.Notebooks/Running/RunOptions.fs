namespace Harness.Notebooks.Running

open System
open System.Collections.Generic
open System.IO
open System.Threading

/// How to run notebooks. Every setting has a default that leaves the outputs the same from run to run.
type RunOptions() =

    /// "key=value" for each parameter that differs from the notebook's defaults. They need an output folder, because a
    /// notebook with other parameters is another document.
    member val Parameters: IReadOnlyList<string> = [||] with get, set

    /// Where the executed notebooks go; null runs them in place.
    member val OutputFolder: string | null = null with get, set

    /// How long one cell may take. Default: ten minutes.
    member val CellTimeout: TimeSpan = TimeSpan.FromMinutes 10.0 with get, set

    /// Replaces the expectations by what the notebook exports now, instead of comparing. Default: false.
    member val UpdateExpectations: bool = false with get, set

    /// Where progress and problems are told, one line each. Default: standard error.
    member val Log: TextWriter = Console.Error with get, set

    /// Stops the run after the cell at hand is aborted. Default: never.
    member val Cancellation: CancellationToken = CancellationToken.None with get, set
