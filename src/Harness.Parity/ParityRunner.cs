using Harness.Data.Files;
using Harness.Parity.Backbones;
using Harness.Parity.Cases;
using Harness.Parity.Comparing;
using Harness.Parity.Folders;
using static TorchSharp.torch;

namespace Harness.Parity;

/// <summary>Compares this implementation with a folder of reference vectors.</summary>
public static class ParityRunner
{
    /// <summary>Every source that can be run.</summary>
    public static IReadOnlyList<ICaseRunner> Runners { get; } =
    [
        new KroneckerCases(),
        new PhmLinearCases(),
        new MixPhmCases(),
        new PairedMixPhmCases(),
        new RedundancyCases(),
        new LoraCases(),
        new LoraT5Cases(),
        new BottleneckCases(),
        new RoutedLoraCases(),
        new RoutedAdapterCases(),
        new RoutedModelCases(),
        new AdamWCases(),
        .. BackboneRunners.All,
    ];

    /// <summary>Runs every case of <paramref name="folder"/>, one record each, as they finish.</summary>
    /// <exception cref="InvalidDataException">The folder has no usable manifest.</exception>
    public static IEnumerable<ParityRecord> Run(string folder) => GoldenFolder.Cases(folder).Select(Run);

    /// <summary>Runs one case.</summary>
    public static ParityRecord Run(GoldenCase golden)
    {
        if (Runners.FirstOrDefault(r => r.Handles(golden)) is not { } runner)
            return new ParityRecord(
                golden.Name,
                golden.Group,
                ParityOutcome.Unsupported,
                0,
                0,
                0,
                $"nothing here implements '{golden.Source}' in this form."
            );
        var tolerance = Tolerance.Of(golden, runner.WholeModel);
        var attempts = new List<ParityRecord>();
        foreach (var reading in runner.Readings(golden))
        {
            attempts.Add(Attempt(golden, runner, reading, tolerance));
            if (attempts[^1].Outcome == ParityOutcome.Pass)
                return attempts[^1];
        }
        return attempts.MinBy(a => a.MaxRel)!;
    }

    // What a reader of a passed case should know: what was inferred, and which gradients were held to a looser scale.
    private static string Remark(Trial trial, IReadOnlyList<Difference> differences)
    {
        var noise = differences.Count(d => d.IsNoise);
        var looser =
            noise == 0
                ? ""
                : $"{noise} gradients that are rounding noise in the reference were held against the case's largest gradient.";
        return string.Join(" ", new[] { trial.Inferred, looser }.Where(t => t.Length > 0));
    }

    private static ParityRecord Attempt(GoldenCase golden, ICaseRunner runner, Action<Trial> reading, double tolerance)
    {
        ParityRecord Record(ParityOutcome outcome, double abs, double rel, string message) =>
            new(golden.Name, golden.Group, outcome, abs, rel, tolerance, message);
        using var scope = NewDisposeScope();
        try
        {
            var trial = new Trial(golden, golden.Read());
            reading(trial);
            var worst = trial.Compare(runner.Scalar(golden), runner.WholeModel).ToList();
            var (abs, rel) = (worst.Max(d => d.Abs), worst.Max(d => d.Rel));
            var at = worst.MaxBy(d => d.Rel);
            return rel <= tolerance
                ? Record(ParityOutcome.Pass, abs, rel, Remark(trial, worst))
                : Record(
                    ParityOutcome.Fail,
                    abs,
                    rel,
                    $"{at.What}: {(at.Note.Length > 0 ? at.Note : $"off by {at.Abs:g3} ({at.Rel:g3} of its largest value)")}."
                );
        }
        catch (UnsupportedCaseException e)
        {
            return Record(ParityOutcome.Unsupported, 0, 0, e.Message + ".");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A case that cannot be read or run is a failure of that case, not of the whole comparison.
            return Record(ParityOutcome.Fail, double.PositiveInfinity, double.PositiveInfinity, ErrorText.OneLine(e));
        }
    }
}
