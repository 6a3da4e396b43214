using System.Diagnostics;
using System.Text.Json;
using Harness.Data.Files;
using Harness.Runs.Sweeps.Workers;

namespace Harness.Runs.Sweeps.Slurm;

/// <summary>
/// One submitted array: a folder below <c>slurm/</c> of the results, shared with the nodes, with the tasks, the script, its log files and
/// what each task said at its end. It outlives the driver, so that another one finds the array again.
/// </summary>
/// <param name="Job">Slurm's number of the array.</param>
/// <param name="Keys">Keys of its runs, in the order of the tasks.</param>
public sealed record SlurmSubmission(string Folder, string Job, IReadOnlyList<string> Keys)
{
    private const string TasksFile = "tasks.jsonl";
    private const string OwnFile = "submission.json";

    private sealed record Saved(string Job, IReadOnlyList<string> Keys);

    /// <summary>Arrays of earlier drivers on this results folder.</summary>
    public static IReadOnlyList<SlurmSubmission> Earlier(string root)
    {
        var folder = Path.Combine(root, "slurm");
        return !Directory.Exists(folder)
            ? []
            :
            [
                .. Directory
                    .GetFiles(folder, OwnFile, SearchOption.AllDirectories)
                    .Order(StringComparer.Ordinal)
                    .Select(file =>
                        (
                            folder: Path.GetDirectoryName(file)!,
                            saved: JsonSerializer.Deserialize<Saved>(File.ReadAllText(file), JsonText.Line)!
                        )
                    )
                    .Select(s => new SlurmSubmission(s.folder, s.saved.Job, s.saved.Keys)),
            ];
    }

    /// <summary>Writes what the array needs and submits it.</summary>
    /// <param name="program">Starts a process that runs <see cref="WorkerLoop.RunOne"/> with the words <c>--tasks FILE --index N --outcome FILE</c> after its own.</param>
    /// <exception cref="Harness.Data.Files.UserErrorException">Slurm refuses, or the folder cannot be written to.</exception>
    public static async Task<SlurmSubmission> Submit(
        string root,
        string name,
        SlurmOptions options,
        ProcessStartInfo program,
        IReadOnlyList<SweepCell> cells,
        CancellationToken token
    )
    {
        var folder = Path.Combine(root, "slurm", $"{DateTime.UtcNow:yyyyMMdd-HHmmss-fff}-{Environment.ProcessId}");
        FileErrors.CreateFolder(folder);
        AtomicFile.WriteLines(
            Path.Combine(folder, TasksFile),
            cells.Select(c => JsonSerializer.Serialize(WorkerTask.Of(c.Config, c.Key), JsonText.Line))
        );
        var script = Path.Combine(folder, "job.sh");
        AtomicFile.WriteText(script, Script(folder, program, options.Cpus));
        var limit = options.MaxRunning > 0 ? $"%{options.MaxRunning}" : "";
        var job = await SlurmCommands.Submit(
            [
                $"--job-name={name}",
                $"--array=0-{cells.Count - 1}{limit}",
                $"--output={Path.Combine(folder, "%a.log")}",
                "--open-mode=append",
                "--requeue",
                $"--chdir={root}",
                .. options.Arguments(),
            ],
            script,
            token
        );
        string[] keys = [.. cells.Select(c => c.Key.Text)];
        AtomicFile.WriteText(Path.Combine(folder, OwnFile), JsonSerializer.Serialize(new Saved(job, keys), JsonText.Line));
        return new SlurmSubmission(folder, job, keys);
    }

    /// <summary>Slurm's name of a task.</summary>
    public string Task(int index) => $"{Job}_{index}";

    /// <summary>What a task said at its end; null where it was ended before it could.</summary>
    public WorkerEnded? Outcome(int index) =>
        File.Exists(OutcomeFile(index)) ? WorkerEvent.Parse(File.ReadAllText(OutcomeFile(index))) as WorkerEnded : null;

    /// <summary>The last line that a task's process printed.</summary>
    public string LastLine(int index)
    {
        var log = Path.Combine(Folder, $"{index}.log");
        return File.Exists(log) ? File.ReadLines(log).LastOrDefault(l => !string.IsNullOrWhiteSpace(l))?.Trim() ?? "" : "";
    }

    /// <summary>Removes the folder; what cannot be removed does no harm.</summary>
    public void Remove()
    {
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        { /* a node may still write its log */
        }
    }

    private string OutcomeFile(int index) => Path.Combine(Folder, $"{index}.json");

    // exec: the process is the job itself, so Slurm's signals reach it.
    private static string Script(string folder, ProcessStartInfo program, int threads) =>
        $"""
            #!/bin/sh
            export OMP_NUM_THREADS={threads} OPENBLAS_NUM_THREADS={threads}
            exec {string.Join(' ', new[] { program.FileName }.Concat(program.ArgumentList).Select(Quoted))} --tasks {Quoted(
                Path.Combine(folder, TasksFile)
            )} --index "$SLURM_ARRAY_TASK_ID" --outcome {Quoted(folder)}"/$SLURM_ARRAY_TASK_ID.json"

            """;

    private static string Quoted(string word) => $"'{word.Replace("'", "'\\''")}'";
}
