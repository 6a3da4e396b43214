using System.Text.Json;
using Harness.Runs;
using Harness.Runs.Execution;
using Harness.Runs.Store;

namespace Harness.Cli.Tests.Fakes;

/// <summary>A results folder with runs that nobody carried out.</summary>
internal sealed class FakeResults : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("harness-test-").FullName;

    /// <param name="correct">Soft score of each question.</param>
    /// <returns>The run's key.</returns>
    public string Add(string method, int seed, double score, string torch = "1.13.0", double lr = 0.005, double[]? correct = null)
    {
        var key = Convert.ToHexStringLower(
            System.Security.Cryptography.SHA256.HashData(
                System.Text.Encoding.UTF8.GetBytes($"{method} {seed} {score} {torch} {lr}")
            )
        )[..20];
        var folder = Directory.CreateDirectory(System.IO.Path.Combine(Path, "runs", key)).FullName;
        File.WriteAllText(
            System.IO.Path.Combine(folder, RunFiles.Config),
            FormattableString.Invariant($"paper: mixphm\ntrain:\n  lr: {lr}\n  seed: {seed}\n")
        );
        File.WriteAllLines(
            System.IO.Path.Combine(folder, RunFiles.Predictions),
            (correct ?? []).Select(
                (c, i) =>
                    JsonSerializer.Serialize(new PredictionLine($"q{i}", "p", "f", "other", "?", "a", "b", c), JsonText.Line)
            )
        );
        var record = new RunRecord
        {
            Key = key,
            Paper = "mixphm",
            Experiment = "main",
            Scale = "proxy",
            Dataset = "shapes",
            Backbone = "b",
            Method = method,
            NTrain = 16,
            Seed = seed,
            Kind = "run",
            Trainable = 10,
            Total = 1000,
            Percent = 1,
            Score = score,
            Seconds = 2,
            Started = DateTimeOffset.UnixEpoch,
            Commit = "c0ffee",
            Dirty = false,
            Packages = "cpu",
            Torch = torch,
            Gpu = "",
            Cpu = "cpu",
            Threads = 1,
            Blas = "blas",
            Os = "os",
            Dotnet = "dotnet",
            PeakMemoryMb = 100,
            ConfigDigest = "a",
            CodeVersion = "b",
            DataDigest = "c",
            BackboneDigest = "d",
            Protocol = "1",
            Determinism = "bitwise",
            Command = "test",
            Files = new Dictionary<string, string>(),
        };
        File.WriteAllText(System.IO.Path.Combine(folder, RunFiles.Manifest), JsonSerializer.Serialize(record, JsonText.Pretty));
        return key;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
