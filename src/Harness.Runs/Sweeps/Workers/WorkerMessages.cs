using System.Text.Json;
using System.Text.Json.Serialization;
using Harness.Runs.Configuration;
using Harness.Runs.Execution;

namespace Harness.Runs.Sweeps.Workers;

/// <summary>Driver to worker, one line of JSON: carry this out. The settings resolve to a configuration with that key.</summary>
/// <param name="Settings">Every key with its value as text.</param>
public sealed record WorkerTask(string Key, IReadOnlyDictionary<string, string> Settings)
{
    public static WorkerTask Of(ResolvedConfig config, RunKey key) =>
        new(key.Text, config.Values.ToDictionary(v => v.Spec.Path, v => KeySpec.Format(v.Value)));

    public ResolvedConfig Resolve() => ConfigResolver.Resolve(Settings.Select(s => new Setting(s.Key, s.Value, "driver")));
}

/// <summary>Worker to driver, one line of JSON.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(WorkerProgress), "progress")]
[JsonDerivedType(typeof(WorkerEnded), "ended")]
public abstract record WorkerEvent
{
    /// <summary>A line that is no event (something that native code printed) gives null.</summary>
    public static WorkerEvent? Parse(string line)
    {
        if (!line.StartsWith('{'))
            return null;
        try
        {
            return JsonSerializer.Deserialize<WorkerEvent>(line, JsonText.Line);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public string ToLine() => JsonSerializer.Serialize(this, JsonText.Line);
}

/// <summary>Training goes on.</summary>
public sealed record WorkerProgress(RunProgress Progress) : WorkerEvent;

/// <summary>The task is over.</summary>
public sealed record WorkerEnded(CellState State, string Message, int ExitCode) : WorkerEvent
{
    /// <summary>Exit code of a task that was asked to stop and saved where it stood.</summary>
    public const int Interrupted = 130;
}
