using Harness.Adapters.Numerics;
using Harness.Adapters.Phm;
using Harness.Adapters.Sites;
using static TorchSharp.torch;

namespace Harness.Benchmarks;

/// <summary>
/// How time grows with the size of the work: the slope of log time over log size, by least squares. 1 is proportional, 0 is flat.
/// The baseline is the slope that the number of operations has.
/// </summary>
public sealed class GrowthOfCost : IBenchmark
{
    /// <summary>What every axis is filed under, wherever it is measured.</summary>
    public const string Bench = "growth";

    private const int Repeats = 12;

    public string Name => Bench;

    public string Measures => "slope of log time over log size, as tokens, width, experts and examples grow";

    public IEnumerable<BenchmarkRow> Run()
    {
        yield return Slope(
            "tokens",
            "MixPHM module in training, d 768",
            [224, 448, 896, 1792],
            operations: 1,
            bar: 1.1,
            tokens => Module(768, tokens, experts: 4)
        );
        yield return Slope(
            "width",
            "MixPHM module in training, 448 tokens, bottleneck d/12",
            [384, 768, 1536, 3072],
            operations: 2,
            bar: 2,
            width => Module(width, 448, experts: 4)
        );
        yield return Slope(
            "experts",
            "MixPHM module in training, d 768, 896 tokens",
            [1, 2, 4, 8, 16],
            operations: 0,
            bar: 0.05,
            experts => Module(768, 896, experts)
        );
        using var model = new StepModel(TinyStep.Shape, new MixPhmMethod { ReductionFactor = 2 });
        yield return Slope(
            "N_D",
            "one epoch of vl-t5-small with MixPHM, batch 16",
            [16, 32, 64, 128],
            operations: 1,
            bar: 1.1,
            examples =>
                () =>
                {
                    for (var step = 0; step < examples / TinyStep.Shape.Batch; step++)
                        model.Run(regularised: true);
                }
        );
    }

    /// <summary>One axis.</summary>
    /// <param name="name">What grows.</param>
    /// <param name="operations">Slope that the number of operations has.</param>
    /// <param name="make">The work of a size.</param>
    public static BenchmarkRow Slope(
        string name,
        string what,
        int[] sizes,
        double operations,
        double bar,
        Func<int, Action> make,
        int repeats = Repeats
    )
    {
        using var scope = NewDisposeScope();
        var actions = sizes.Select(make).ToArray();
        Differentiated.WarmUp(actions);
        var times = Samples.ByTurns(repeats, actions);
        double At(Func<Samples, double> of) => Fit(sizes, [.. times.Select(of)]);
        var points = string.Join(
            ", ",
            sizes.Zip(times, (size, t) => FormattableString.Invariant($"{size}: {t.Median * 1e3:0.0} ms"))
        );
        var slope = At(t => t.Median);
        var ends = new[] { slope, At(t => t.P10), At(t => t.P90) };
        return new BenchmarkRow(
            Bench,
            name,
            "slope",
            $"{what}; {points}",
            slope,
            ends.Min(),
            ends.Max(),
            operations,
            slope,
            bar,
            BarSide.AtMost
        )
        {
            Points = [.. sizes.Zip(times, (size, t) => new GrowthPoint(size, t.Median))],
        };
    }

    /// <summary>Slope of log y over log x, by least squares.</summary>
    internal static double Fit(IReadOnlyList<int> x, IReadOnlyList<double> y)
    {
        var (lx, ly) = (x.Select(v => Math.Log(v)).ToList(), y.Select(v => Math.Log(v)).ToList());
        var (mx, my) = (lx.Average(), ly.Average());
        return lx.Zip(ly, (a, b) => (a - mx) * (b - my)).Sum() / lx.Sum(a => (a - mx) * (a - mx));
    }

    private static Action Module(int width, int tokens, int experts)
    {
        var generator = new Generator(1);
        var address = new SiteAddress("site", SiteRole.AfterFeedForward, SubLayer.FeedForward, "encoder", 0, width, width);
        var module = new MixPhmMethod { NumExperts = experts }.Build(address, null, generator, Placement.Default);
        var turn = new Turn();
        var x = randn(1, tokens, width, generator: generator);
        return Differentiated.Pass(
            x,
            module.parameters(),
            generator,
            h => module.call(h, new PassContext { Training = true, Experts = turn })
        );
    }
}
