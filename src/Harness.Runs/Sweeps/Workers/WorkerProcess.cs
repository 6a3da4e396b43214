using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Harness.Runs.Execution;

namespace Harness.Runs.Sweeps.Workers;

/// <summary>A worker process as its driver sees it. One task at a time.</summary>
public sealed class WorkerProcess : IDisposable
{
    private const int KeptErrorLines = 20;

    // A worker needs a moment to save where its run stands, and ends by itself within a little less than this.
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(5);

    private readonly Process process;
    private readonly ConcurrentQueue<string> errors = [];

    /// <param name="program">How to start a process that runs <see cref="WorkerLoop"/> on its standard streams.</param>
    /// <param name="threads">Its thread budget.</param>
    public WorkerProcess(ProcessStartInfo program, int threads)
    {
        program.RedirectStandardInput = program.RedirectStandardOutput = program.RedirectStandardError = true;
        program.Environment["OMP_NUM_THREADS"] = program.Environment["OPENBLAS_NUM_THREADS"] = $"{threads}";
        process = Process.Start(program)!;
        process.ErrorDataReceived += (_, line) => Remember(line.Data);
        process.BeginErrorReadLine();
    }

    /// <summary>The operating system's number of the process.</summary>
    public int Id => process.Id;

    /// <summary>True while the process lives.</summary>
    public bool Alive => !process.HasExited;

    /// <summary>Has one task carried out.</summary>
    /// <returns>How it ended; a worker that dies on the way counts as a failure with its last error line.</returns>
    public async Task<WorkerEnded> CarryOut(WorkerTask task, Action<RunProgress> progressed, CancellationToken token)
    {
        try
        {
            await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(task, JsonText.Line).AsMemory(), token);
            await process.StandardInput.FlushAsync(token);
            while (await process.StandardOutput.ReadLineAsync(token) is { } line)
            {
                switch (WorkerEvent.Parse(line))
                {
                    case WorkerProgress p:
                        progressed(p.Progress);
                        break;
                    case WorkerEnded ended:
                        return ended;
                }
            }
        }
        catch (IOException)
        { /* the pipe broke: told below, with the reason */
        }
        await process.WaitForExitAsync(token);
        return new WorkerEnded(CellState.Failed, $"the worker process ended (code {process.ExitCode}){LastError()}", 1);
    }

    public void Dispose()
    {
        try
        {
            process.StandardInput.Close();
            if (!process.WaitForExit(patience))
                process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        { /* it is gone already */
        }
        process.Dispose();
    }

    private void Remember(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;
        errors.Enqueue(line);
        while (errors.Count > KeptErrorLines)
            errors.TryDequeue(out _);
    }

    private string LastError() =>
        errors.FirstOrDefault(l => !l.TrimStart().StartsWith("at ")) is { } line ? $": {line.Trim()}" : ".";
}
