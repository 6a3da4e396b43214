using System.CommandLine;
using Harness.Runs;

namespace Harness.Cli.Verbs;

/// <summary><c>--dry-run</c>, and the accelerator that its estimates are for.</summary>
internal sealed class DryRunOptions
{
    private readonly Option<bool> dryRun = new("--dry-run")
    {
        Description = "list what would be done, with estimates of time and, for full scale, of GPU hours and memory",
    };
    private readonly Option<double> peak = new("--gpu-tflops")
    {
        Description = "for estimates: a GPU's peak in single precision, in TFLOP/s",
        HelpName = "N",
        DefaultValueFactory = _ => Accelerator.Assumed.TeraFlops,
    };

    private readonly Option<double> share = new("--gpu-share")
    {
        Description = "for estimates: the share of the peak that is reached",
        HelpName = "SHARE",
        DefaultValueFactory = _ => Accelerator.Assumed.Utilisation,
    };

    private DryRunOptions()
    {
        Positive(peak, double.MaxValue, "above 0");
        Positive(share, 1, "above 0 and at most 1");
    }

    public static DryRunOptions AddTo(Command command)
    {
        var options = new DryRunOptions();
        foreach (var option in (Option[])[options.dryRun, options.peak, options.share])
            command.Options.Add(option);
        return options;
    }

    /// <summary>The accelerator of a dry run; null where runs are to be made.</summary>
    public Accelerator? Read(ParseResult parsed) =>
        parsed.GetValue(dryRun) ? new Accelerator(parsed.GetValue(peak), parsed.GetValue(share)) : null;

    private static void Positive(Option<double> option, double most, string wanted) =>
        option.Validators.Add(result =>
        {
            if (!result.Errors.Any() && !(result.GetValueOrDefault<double>() is > 0 and var value && value <= most))
                result.AddError($"{option.Name} must be {wanted}.");
        });
}
