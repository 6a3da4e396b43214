using System.Diagnostics;
using Harness.Data.Packages;

namespace Harness.Data.Tests.Packages;

public class ExternalProgramTests
{
    private static Task<ProgramResult> Shell(string script, TimeSpan? limit = null, CancellationToken token = default) =>
        ExternalProgram.Run("sh", ["-c", script], limit: limit, token: token);

    [Fact]
    public async Task Says_what_the_program_said()
    {
        var said = await Shell("echo one; echo two; echo three >&2; exit 4");
        Assert.Equal((4, "two", "three"), (said.Code, said.LastPrinted, said.Complaint));
        Assert.Equal("ended with status 5", (await Shell("exit 5")).Complaint);
        Assert.Equal(
            (null, "there is no program no-such-program"),
            await ExternalProgram.Run("no-such-program", []) is var none ? (none.Code, none.Complaint) : default
        );
    }

    [Fact]
    public async Task A_program_past_its_limit_is_ended_with_what_it_started()
    {
        var folder = Directory.CreateTempSubdirectory("harness-program-");
        var said = await Shell($"sleep 600 & echo $! > {folder}/child; wait", TimeSpan.FromSeconds(1));
        Assert.Equal((null, "sh did not end within 0.02 minutes"), (said.Code, said.Complaint));
        AssertEnded(folder);
    }

    [Fact]
    public async Task A_cancelled_call_leaves_no_program_behind()
    {
        var folder = Directory.CreateTempSubdirectory("harness-program-");
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Shell($"sleep 600 & echo $! > {folder}/child; wait", token: stop.Token)
        );
        AssertEnded(folder);
    }

    private static void AssertEnded(DirectoryInfo folder)
    {
        var id = int.Parse(File.ReadAllText(Path.Combine(folder.FullName, "child")));
        folder.Delete(true);
        var stopwatch = Stopwatch.StartNew();
        while (Lives(id) && stopwatch.Elapsed < TimeSpan.FromSeconds(10))
            Thread.Sleep(50);
        Assert.False(Lives(id));
    }

    // A process that has ended may still be listed until somebody asks for its status.
    private static bool Lives(int id) =>
        File.Exists($"/proc/{id}/stat") && !File.ReadAllText($"/proc/{id}/stat").Contains(") Z ");
}
