using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Harness.Adapters.Saving;
using Harness.Adapters.Saving.Safetensors;
using Harness.Data.Files;
using static TorchSharp.torch;

namespace Harness.Training.Resuming;

/// <summary>What a training had cost up to the checkpoint that it went on from; work after the last checkpoint is lost and not counted.</summary>
/// <param name="Seconds">Wall time of all earlier attempts.</param>
/// <param name="CpuSeconds">Processor time of all earlier attempts.</param>
/// <param name="Times">How often it was taken up again.</param>
/// <param name="Machines">Where the attempts ran, as the caller names it, each once.</param>
public sealed record Spent(double Seconds, double CpuSeconds, int Times, IReadOnlyList<string> Machines)
{
    /// <summary>Of a training that began from nothing.</summary>
    public static Spent Nothing { get; } = new(0, 0, 0, []);
}

/// <summary>
/// Where a training keeps what it needs to go on as if it had never stopped: one safetensors file with the tensors, and with
/// everything else as JSON in its metadata. It is replaced whole, so a process that is killed while it saves leaves the one before.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="every">Wall time between two saves; zero: after every step.</param>
/// <param name="machine">What must be equal for resumed numbers to be equal to the last bit: processor, threads, device.</param>
public sealed class CheckpointFile(string path, TimeSpan every, string machine = "")
{
    private const string StateKey = "state";
    private const string SpentKey = "spent";

    // A loss may be NaN and a best score minus infinity.
    private static readonly JsonSerializerOptions json = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly long began = Stopwatch.GetTimestamp();
    private readonly TimeSpan cpuBefore = Environment.CpuUsage.TotalTime;
    private long saved = Stopwatch.GetTimestamp();

    /// <summary>What earlier attempts had cost.</summary>
    public Spent Before { get; private set; } = Spent.Nothing;

    /// <summary>Wall time of the training so far, earlier attempts included.</summary>
    public double Seconds => Before.Seconds + Stopwatch.GetElapsedTime(began).TotalSeconds;

    /// <summary>True when the interval has passed since the last save.</summary>
    public bool Due => Stopwatch.GetElapsedTime(saved) >= every;

    /// <exception cref="UserErrorException">The file cannot be written; the one before is still there. Exit code 3.</exception>
    public void Save<TState>(IEnumerable<(string name, Tensor tensor)> tensors, TState state)
    {
        var spent = new Spent(
            Seconds,
            Before.CpuSeconds + (Environment.CpuUsage.TotalTime - cpuBefore).TotalSeconds,
            Before.Times,
            [.. Before.Machines.Append(machine).Distinct()]
        );
        var metadata = new Dictionary<string, string>
        {
            [StateKey] = JsonSerializer.Serialize(state, json),
            [SpentKey] = JsonSerializer.Serialize(spent, json),
        };
        WeightFile.Write(path, tensors, metadata);
        saved = Stopwatch.GetTimestamp();
    }

    /// <summary>The last save; null where there is none, or none that can be read: then the training begins from nothing.</summary>
    public (TState State, Dictionary<string, Tensor> Tensors)? Load<TState>()
    {
        if (!File.Exists(path))
            return null;
        try
        {
            using var file = SafetensorsFile.Open(path);
            var state = JsonSerializer.Deserialize<TState>(file.Metadata[StateKey], json)!;
            var spent = JsonSerializer.Deserialize<Spent>(file.Metadata[SpentKey], json)!;
            var tensors = file.ReadAll();
            Before = spent with { Times = spent.Times + 1 };
            return (state, tensors);
        }
        catch (Exception e) when (e is CheckpointException or JsonException or KeyNotFoundException)
        {
            return null; // damaged: the work in it is lost, the run is not
        }
    }
}
