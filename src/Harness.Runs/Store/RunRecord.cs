using System.Text.Json;
using System.Text.Json.Serialization;
using Harness.Runs.Configuration;
using Harness.Runs.Execution;
using Harness.Runs.Machine;

namespace Harness.Runs.Store;

/// <summary>
/// A finished run: what its <c>manifest.json</c> says. Scores are percentages. The manifest is written last, so a record that can
/// be read belongs to a folder that is complete.
/// </summary>
public sealed record RunRecord
{
    /// <summary>The run's key and its folder's name.</summary>
    public required string Key { get; init; }

    public required string Paper { get; init; }
    public required string Experiment { get; init; }
    public required string Scale { get; init; }
    public required string Dataset { get; init; }

    /// <summary>Who said where regions are: <c>embedder</c> or <c>detector</c>.</summary>
    public string Regions { get; init; } = "embedder";

    public required string Backbone { get; init; }
    public required string Method { get; init; }

    /// <summary>N_D.</summary>
    [JsonPropertyName("n_d")]
    public required int NTrain { get; init; }

    public required int Seed { get; init; }

    /// <summary><c>run</c> or <c>baseline</c>.</summary>
    public required string Kind { get; init; }

    public required long Trainable { get; init; }

    /// <summary>Numbers of the backbone alone, the denominator of <see cref="Percent"/>.</summary>
    public required long Total { get; init; }

    public required double Percent { get; init; }

    /// <summary>Test score of the checkpoint that was best on dev, two digits.</summary>
    public required double Score { get; init; }

    /// <summary>Name and version of what the scores are measured with; empty in records made before it was kept.</summary>
    public string Metric { get; init; } = "";

    /// <inheritdoc cref="RunResult.Measures"/>
    public IReadOnlyDictionary<string, double> Measures { get; init; } = new Dictionary<string, double>();

    public double? DevScore { get; init; }

    /// <summary>Test score of the last weights.</summary>
    public double? ScoreLast { get; init; }

    public int BestStep { get; init; }
    public int Steps { get; init; }

    /// <summary>Wall time, of all attempts where it was resumed.</summary>
    public required double Seconds { get; init; }

    /// <summary>Processor time, of all attempts where it was resumed.</summary>
    public double CpuSeconds { get; init; }

    /// <summary>How often it went on from a checkpoint.</summary>
    public int Resumed { get; init; }

    public required DateTimeOffset Started { get; init; }
    public required string Commit { get; init; }

    /// <summary>True when the sources differed from the commit; <see cref="RunFiles.DirtyDiff"/> says how.</summary>
    public required bool Dirty { get; init; }
    public required string Packages { get; init; }
    public required string Torch { get; init; }
    public required string Gpu { get; init; }
    public required string Cpu { get; init; }
    public required int Threads { get; init; }
    public required string Blas { get; init; }
    public required string Os { get; init; }
    public required string Dotnet { get; init; }

    /// <summary>Every package that the program was built with, and its version.</summary>
    public IReadOnlyDictionary<string, string> PackageLock { get; init; } = new Dictionary<string, string>();

    /// <summary>Random streams: path below the root seed, and first state in hexadecimal digits.</summary>
    public IReadOnlyDictionary<string, string> Streams { get; init; } = new Dictionary<string, string>();

    /// <summary>Largest resident size while this run (its last attempt) was carried out, see <see cref="PeakMemory"/>.</summary>
    public required double PeakMemoryMb { get; init; }

    public required string ConfigDigest { get; init; }
    public required string CodeVersion { get; init; }
    public required string DataDigest { get; init; }
    public required string BackboneDigest { get; init; }
    public required string Protocol { get; init; }

    /// <summary><c>bitwise</c> or <c>statistical</c>.</summary>
    public required string Determinism { get; init; }

    /// <summary>What was typed, quoted as a shell takes it.</summary>
    public required string Command { get; init; }

    /// <summary>SHA-256 of the other files of the folder.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    /// <summary>Where the run lies; not part of the manifest.</summary>
    [JsonIgnore]
    public string Folder { get; init; } = "";

    /// <summary>The parts of the key.</summary>
    [JsonIgnore]
    public RunKey Parts => new(ConfigDigest, CodeVersion, DataDigest, BackboneDigest, Protocol, Packages);

    /// <summary>Every test question with its answer, read as they are enumerated.</summary>
    public IEnumerable<PredictionLine> Predictions() => Lines<PredictionLine>(RunFiles.Predictions);

    /// <summary>Every look at dev.</summary>
    public IEnumerable<MetricLine> Metrics() => Lines<MetricLine>(RunFiles.Metrics);

    /// <summary>The stored configuration, dotted keys with their texts, whether or not this version still knows all of them.</summary>
    /// <exception cref="Harness.Data.Files.UserErrorException">The file is missing or damaged.</exception>
    public IReadOnlyDictionary<string, string> Settings()
    {
        var file = Path.Combine(Folder, RunFiles.Config);
        return YamlTree.Flatten(YamlTree.Load(file), file).ToDictionary(s => s.Path, s => s.Text);
    }

    private IEnumerable<T> Lines<T>(string file) =>
        File.ReadLines(Path.Combine(Folder, file)).Select(line => JsonSerializer.Deserialize<T>(line, JsonText.Line)!);
}

/// <summary>Names inside a run folder.</summary>
public static class RunFiles
{
    public const string Config = "config.yaml";
    public const string Manifest = "manifest.json";
    public const string Metrics = "metrics.jsonl";
    public const string Predictions = "predictions.jsonl";

    /// <summary>Local changes to the commit that the run was made with, as <c>git diff</c> prints them; absent for a clean checkout.</summary>
    public const string DirtyDiff = "dirty.diff";

    /// <summary>Where an unfinished run stands; gone once it is finished.</summary>
    public const string Checkpoint = "checkpoint.safetensors";
}
