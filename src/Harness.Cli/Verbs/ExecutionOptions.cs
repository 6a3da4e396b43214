using System.CommandLine;
using System.Globalization;
using Harness.Runs.Execution;

namespace Harness.Cli.Verbs;

/// <summary>The options of every verb that carries out runs: where and with what, nothing that changes a number.</summary>
internal sealed class ExecutionOptions
{
    private readonly Option<string> device = CommonOptions.Device();
    private readonly Option<string> data = CommonOptions.Data();
    private readonly Option<string> weights = CommonOptions.Weights();
    private readonly Option<double> checkpoint = new("--checkpoint")
    {
        Description = "seconds between two checkpoints of a training; 0: after every step",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => ExecutionSettings.DefaultCheckpointSeconds,
    };

    private ExecutionOptions()
    {
        checkpoint.Validators.Add(result =>
        {
            if (!result.Errors.Any() && result.GetValueOrDefault<double>() is not (>= 0 and <= 86400 * 365))
                result.AddError("--checkpoint must be at least 0 seconds.");
        });
    }

    public static ExecutionOptions AddTo(Command command)
    {
        var options = new ExecutionOptions();
        foreach (var option in (Option[])[options.device, options.data, options.weights, options.checkpoint])
            command.Options.Add(option);
        return options;
    }

    /// <exception cref="Harness.Data.Files.UserErrorException">A folder does not exist; exit code 3.</exception>
    public ExecutionSettings Read(ParseResult parsed, int threads = 1) =>
        new(
            parsed.GetValue(device)!,
            threads,
            CommonOptions.ExistingFolder(parsed.GetValue(data)),
            CommonOptions.ExistingFolder(parsed.GetValue(weights)),
            parsed.GetValue(checkpoint)
        );

    /// <summary>The same options as words, for a process that this one starts.</summary>
    public static IEnumerable<string> Words(ExecutionSettings settings)
    {
        IEnumerable<string> words =
        [
            "--device",
            settings.Device,
            "--checkpoint",
            settings.CheckpointSeconds.ToString(CultureInfo.InvariantCulture),
        ];
        if (settings.DataFolder is { } data)
            words = [.. words, "--data", data];
        return settings.WeightsFolder is { } weights ? [.. words, "--weights", weights] : words;
    }
}
