using Harness.Data.Files;
using Harness.Data.Packages;

namespace Harness.Runs.Sweeps.Slurm;

/// <summary>The site's own Slurm programs. A task of an array is named <c>JOB_INDEX</c>.</summary>
public static class SlurmCommands
{
    /// <summary>Submits an array and returns its job number.</summary>
    /// <exception cref="UserErrorException">There is no sbatch (3), or it refuses (2).</exception>
    public static async Task<string> Submit(IEnumerable<string> arguments, string script, CancellationToken token)
    {
        var said = await ExternalProgram.Run("sbatch", ["--parsable", .. arguments, script], token: token);
        return said.Code switch
        {
            null => throw new UserErrorException(
                "--executor slurm needs sbatch, which is not in PATH; submit from a login node, or use --executor local.",
                UserErrorException.Missing
            ),
            0 => said.Output.Trim().Split(';')[0],
            _ => throw new UserErrorException($"sbatch refused: {said.Errors}", UserErrorException.BadUsage),
        };
    }

    /// <summary>State of every task of that job name which is waiting or running; null while Slurm does not answer.</summary>
    public static async Task<IReadOnlyDictionary<string, string>?> Queue(string name, CancellationToken token)
    {
        var said = await ExternalProgram.Run(
            "squeue",
            ["--noheader", "--array", $"--name={name}", "--format=%i %T"],
            token: token
        );
        return said.Code != 0
            ? null
            : said
                .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(words => words.Length == 2)
                .ToDictionary(words => words[0], words => words[1]);
    }

    /// <summary>
    /// How a task that left the queue ended, e.g. <c>COMPLETED</c>, <c>PREEMPTED</c>, <c>TIMEOUT</c>: from the accounting, or from the controller's
    /// memory where the site keeps none; empty where neither knows.
    /// </summary>
    public static async Task<string> EndState(string task, CancellationToken token)
    {
        var accounted = await ExternalProgram.Run(
            "sacct",
            ["--noheader", "--parsable2", "--allocations", $"--jobs={task}", "--format=State"],
            token: token
        );
        if (accounted.Code == 0 && accounted.Output.Trim() is { Length: > 0 } lines)
            return FirstWord(lines.Split('\n')[^1]);
        var remembered = await ExternalProgram.Run("scontrol", ["--oneliner", "show", "job", task], token: token);
        const string mark = "JobState=";
        var at = remembered.Output.IndexOf(mark, StringComparison.Ordinal);
        return remembered.Code == 0 && at >= 0 ? FirstWord(remembered.Output[(at + mark.Length)..]) : "";
    }

    /// <summary>Takes tasks out of the queue.</summary>
    public static Task Cancel(IEnumerable<string> tasks) => ExternalProgram.Run("scancel", tasks);

    // sacct says "CANCELLED by 1000".
    private static string FirstWord(string text) => text.Trim().Split(' ', '+')[0];
}
