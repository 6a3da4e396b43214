using System.CommandLine;
using System.Globalization;
using Harness.Cli.Progress;
using Harness.Experiments.Costs;
using Harness.FullScale.Rehearsing;
using Harness.Runs.Configuration;
using Harness.Runs.Execution;
using Harness.Runs.Store;
using Harness.Runs.Sweeps;

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

/// <summary>What a grid would cost and do, without doing it.</summary>
internal static class DryRun
{
    private const double GiB = 1L << 30;

    /// <summary>
    /// A table of estimates where runs can be counted; then every cell with its key, which needs the files that runs need.
    /// </summary>
    /// <exception cref="MissingFilesException">Files are missing; the estimates are written.</exception>
    public static int Write(
        IReadOnlyList<ResolvedConfig> cells,
        RunStore store,
        IRunExecutor executor,
        int workers,
        Accelerator accelerator,
        TextWriter output
    )
    {
        Estimates(cells, executor, accelerator, output);
        MissingFilesException.ThrowIfAny(cells, executor);
        var plan = SweepPlan.Of(cells, store, executor, Flavour.Name);
        output.WriteLine(
            Wording.Planned(plan.Reused.Count, plan.Waiting.Count, Math.Min(workers, plan.Waiting.Count), plan.Expected(workers))
        );
        foreach (var cell in plan.Waiting)
            output.WriteLine(
                $"{cell.Key.Text}  {cell.Label}  about {Wording.Duration(TimeSpan.FromSeconds(cell.EstimatedSeconds))}"
            );
        return 0;
    }

    private static void Estimates(
        IReadOnlyList<ResolvedConfig> cells,
        IRunExecutor executor,
        Accelerator accelerator,
        TextWriter output
    )
    {
        var counted = cells.Select(c => (c.Config, Cost: executor.Cost(c.Config))).Where(c => c.Cost is not null).ToList();
        if (counted.Count == 0)
            return;
        var measured = MeasuredRates.Read(Repository.Cache);
        var rows = counted
            .GroupBy(c =>
                (
                    c.Config.Experiment,
                    Backbone: c.Config.Backbone.Name,
                    Dataset: c.Config.Dataset.Name,
                    Method: c.Config.Method.Name
                )
            )
            .Select(g =>
                (string[])
                    [
                        g.Key.Experiment,
                        g.Key.Backbone,
                        g.Key.Dataset,
                        g.Key.Method,
                        Text($"{g.Count()} runs"),
                        Text($"{g.Sum(c => accelerator.Hours(c.Cost!)):0.0} GPU h"),
                        Text($"{g.Max(c => c.Cost!.MemoryBytes) / GiB:0.0} GiB"),
                        .. measured
                            .Where(m => m.Backbone == g.Key.Backbone)
                            .Select(m => Text($"{g.Sum(c => m.Hours(c.Cost!)):#,0} h measured")),
                    ]
            )
            .ToList();
        output.WriteLine("Estimates, counted from widths, tokens and steps, never measured:");
        // A column more where a backbone was rehearsed: rows then differ in length.
        int Widest(int column) => rows.Where(r => r.Length > column).Max(r => r[column].Length);
        foreach (var row in rows)
            output.WriteLine(
                string.Join("  ", row.Select((text, i) => i < 4 ? text.PadRight(Widest(i)) : text.PadLeft(Widest(i))))
            );
        output.WriteLine(
            Text(
                $"together {counted.Count} runs, {counted.Sum(c => accelerator.Hours(c.Cost!)):0} GPU hours, at most {counted.Max(c => c.Cost!.MemoryBytes) / GiB:0.0} GiB of GPU memory at once (one run a GPU)"
            )
        );
        foreach (var m in measured.Where(m => rows.Any(r => r[1] == m.Backbone)))
            output.WriteLine(
                Text(
                    $"measured by ./harness rehearse full: {m.Backbone} at {1e3 * m.TeraFlops:#,0.0} GFLOP/s on {m.Device}, {m.MemoryRatio:0.00} of the estimated memory"
                )
            );
        output.WriteLine(
            Text(
                $"assumed: {accelerator.TeraFlops:0.#} TFLOP/s at peak (single precision; --gpu-tflops), {100 * accelerator.Utilisation:0} % of it reached (--gpu-share), questions at their longest, answers of {VlT5Cost.AnswerTokens} tokens and decoding until {VlT5Cost.DecodedTokens} (captions: 50 and 20), sets of published size, no early stop, no recomputation"
            )
        );
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
