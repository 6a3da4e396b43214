using System.Diagnostics;
using Harness.Data.Files;
using Harness.Data.Sampling;
using Harness.Training.Resuming;
using Harness.Training.Tests.Fakes;
using TorchSharp;

namespace Harness.Training.Tests.Resuming;

/// <summary>Interrupted anywhere and resumed, a training ends with the same bits as one that was never interrupted (one thread).</summary>
public class ResumeTests
{
    // The last batch of an epoch is smaller, and best and last parameters differ.
    private static readonly TinyTuning tuning = new(Steps: 20, Lr: 2e-2, Looks: 7, BatchSize: 5);

    private static readonly Lazy<(string text, int calls)> uninterrupted = new(() =>
    {
        torch.set_num_threads(1);
        var counting = new DyingTokenizer(TinyTuning.Tokenizer, int.MaxValue);
        var result = tuning.Run(TinyTuning.MixPhm(), out var bits, counting);
        Assert.InRange(result.BestStep, 1, result.Steps);
        return (TinyTuning.Text(result, bits), counting.Calls);
    });

    [Fact]
    public void Any_chain_of_stops_gives_the_bits_of_an_uninterrupted_run()
    {
        var random = RandomStream.Root(6).Sub("stops");
        var (expected, calls) = uninterrupted.Value;
        var (inTraining, inEvaluation) = (0, 0);
        for (var trial = 0; trial < 8; trial++)
        {
            using var folder = new TemporaryFolder();
            var path = Path.Combine(folder.Path, "checkpoint.safetensors");
            var every = TimeSpan.FromMilliseconds(random.NextInt(3) * 4); // each step, or now and then
            var stops = new List<int>();
            while (true)
            {
                // The very first batch is a stop that chance would seldom choose.
                var call = (trial, stops.Count) switch
                {
                    (0, 0) => 2,
                    (_, < 4) => 1 + random.NextInt(calls),
                    _ => int.MaxValue,
                };
                var tokenizer = new DyingTokenizer(TinyTuning.Tokenizer, call);
                try
                {
                    var result = tuning.Run(
                        TinyTuning.MixPhm(),
                        out var bits,
                        tokenizer,
                        checkpoint: new CheckpointFile(path, every)
                    );
                    Assert.True(
                        expected == TinyTuning.Text(result, bits),
                        $"trial {trial} (every {every.TotalMilliseconds} ms) stopped after {string.Join(", ", stops)} calls differs"
                    );
                    break;
                }
                catch (DyingTokenizer.Died death)
                {
                    stops.Add(tokenizer.Calls);
                    (inTraining, inEvaluation) = death.InTraining
                        ? (inTraining + 1, inEvaluation)
                        : (inTraining, inEvaluation + 1);
                    // What a process that dies in a save leaves beside the last whole one.
                    if (File.Exists(path))
                        File.WriteAllBytes(
                            $"{path}.7.tmp",
                            File.ReadAllBytes(path)[..(int)(new FileInfo(path).Length * random.NextDouble())]
                        );
                }
            }
        }
        Assert.True(inTraining >= 3 && inEvaluation >= 3, $"{inTraining} stops in training, {inEvaluation} in evaluation");
    }

    [Fact]
    public void Cancelling_saves_where_it_stood_even_before_the_interval_is_over()
    {
        using var folder = new TemporaryFolder();
        using var source = new CancellationTokenSource();
        CheckpointFile File() => new(Path.Combine(folder.Path, "checkpoint.safetensors"), TimeSpan.FromDays(1));
        Assert.Throws<OperationCanceledException>(() =>
            tuning.Run(
                TinyTuning.MixPhm(),
                out _,
                look: l =>
                {
                    if (l.Step >= 9)
                        source.Cancel();
                },
                checkpoint: File(),
                token: source.Token
            )
        );
        var (resumed, looks) = (File(), new List<int>());
        var result = tuning.Run(TinyTuning.MixPhm(), out var bits, look: l => looks.Add(l.Step), checkpoint: resumed);
        Assert.Equal(uninterrupted.Value.text, TinyTuning.Text(result, bits));
        Assert.All(looks, step => Assert.True(step > 9));
        Assert.Equal(1, resumed.Before.Times);
        Assert.True(resumed.Before.Seconds > 0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(-1)]
    public void A_damaged_checkpoint_costs_its_work_and_nothing_else(int bytes)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "checkpoint.safetensors");
        Assert.Throws<DyingTokenizer.Died>(() =>
            tuning.Run(
                TinyTuning.MixPhm(),
                out _,
                new DyingTokenizer(TinyTuning.Tokenizer, uninterrupted.Value.calls / 2),
                checkpoint: new CheckpointFile(path, default)
            )
        );
        var whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes >= 0 ? whole[..bytes] : [.. whole, 0]);
        var checkpoint = new CheckpointFile(path, TimeSpan.FromDays(1));
        Assert.Equal(
            uninterrupted.Value.text,
            TinyTuning.Text(tuning.Run(TinyTuning.MixPhm(), out var bits, checkpoint: checkpoint), bits)
        );
        Assert.Equal(0, checkpoint.Before.Times);
    }

    [Fact]
    public void A_checkpoint_that_cannot_be_written_is_one_line_and_leaves_the_one_before()
    {
        using var folder = new TemporaryFolder();
        var blocked = Path.Combine(folder.Path, "file");
        File.WriteAllText(blocked, "");
        var error = Assert.Throws<UserErrorException>(() =>
            tuning.Run(
                TinyTuning.MixPhm(),
                out _,
                checkpoint: new CheckpointFile(Path.Combine(blocked, "checkpoint.safetensors"), default)
            )
        );
        Assert.Equal(3, error.ExitCode);
        Assert.Contains("--out", error.Message);
    }

    /// <summary>Real processes, killed for good at random times while they save after every step.</summary>
    [Fact]
    public void Kill_9_at_random_times_changes_no_bit()
    {
        using var folder = new TemporaryFolder();
        var (path, found) = (Path.Combine(folder.Path, "checkpoint.safetensors"), Path.Combine(folder.Path, "found.txt"));
        var random = RandomStream.Root(9).Sub("kills");
        var killed = 0;
        for (; killed < 4 && !File.Exists(found); killed++)
        {
            using var child = Process.Start("dotnet", [typeof(ResumeTests).Assembly.Location, "child", path, found]);
            var before = File.Exists(path) ? File.GetLastWriteTimeUtc(path) : default;
            while (!child.HasExited && (!File.Exists(path) || File.GetLastWriteTimeUtc(path) == before))
                Thread.Sleep(1);
            Thread.Sleep(random.NextInt(60));
            child.Kill();
            child.WaitForExit();
        }
        Assert.True(killed >= 2, "the child ended before it could be killed twice");
        using (var last = Process.Start("dotnet", [typeof(ResumeTests).Assembly.Location, "child", path, found]))
            last.WaitForExit();
        Assert.Equal(uninterrupted.Value.text, File.ReadAllText(found));
    }

    /// <summary>The child of <see cref="Kill_9_at_random_times_changes_no_bit"/>, see Program.cs.</summary>
    internal static int Child(string checkpoint, string found)
    {
        torch.set_num_threads(1);
        var result = tuning.Run(TinyTuning.MixPhm(), out var bits, checkpoint: new CheckpointFile(checkpoint, TimeSpan.Zero));
        File.WriteAllText(found, TinyTuning.Text(result, bits));
        return 0;
    }
}
