using Harness.Adapters.Phm;
using Harness.Backbones.VlT5Models;
using static TorchSharp.torch;

namespace Harness.Benchmarks;

/// <summary>
/// A step of the small model on one thread. The same step on one example of one token has the same operators and hardly any arithmetic:
/// its time is what calls, autograd and memory cost, and the rest is spent inside kernels. Beside it stands what as many
/// calls of libtorch's smallest operator take, with their gradients: about the least that so many calls cost.
/// </summary>
public sealed class TinyStep : IBenchmark
{
    private const int Repeats = 40;

    internal static readonly StepShape Shape = new(
        // Two and two blocks, so that its times stay comparable.
        VlT5Config.Small(vocabSize: 600) with
        {
            NumLayers = 2,
        },
        Batch: 16,
        Tokens: 14,
        Regions: 8,
        Targets: 3
    );

    public string Name => "tiny";

    public string Measures => "a MixPHM step of the small model, one thread: share of its time inside kernels";

    public IEnumerable<BenchmarkRow> Run()
    {
        var threads = get_num_threads();
        set_num_threads(1);
        try
        {
            var method = new MixPhmMethod { ReductionFactor = 2 };
            using var whole = new StepModel(Shape, method);
            using var bare = new StepModel(Shape with { Batch = 1, Tokens = 1, Regions = 1, Targets = 1 }, method);
            bare.Run(regularised: true);
            using var scope = NewDisposeScope();
            using var generator = new Generator(1);
            var one = ones(1);
            var sums = Differentiated.Pass(
                zeros(1),
                [],
                generator,
                x => Enumerable.Range(0, (int)bare.Calls).Aggregate(x, (sum, _) => sum + one)
            );
            Action[] actions = [() => whole.Run(regularised: true), () => bare.Run(regularised: true), sums];
            Differentiated.WarmUp(actions);
            var times = Samples.ByTurns(Repeats, actions);
            var (step, overhead) = (times[0], times[1]);
            var share = 1 - overhead.Median / step.Median;
            yield return new BenchmarkRow(
                Name,
                "inside kernels",
                "s",
                $"{Shape.Text}; {1 / step.Median:0.0} steps a second",
                step.Median,
                step.P10,
                step.P90,
                overhead.Median,
                share,
                0.65,
                BarSide.AtLeast
            )
            {
                Work = Shape.Work(method, whole.Parameters, regularised: true),
            };
            yield return BenchmarkRow.Cost(
                Name,
                "one token against the smallest calls",
                $"{bare.Calls} tensors before the backward pass; as many sums of two numbers",
                overhead,
                times[2],
                bar: null
            );
        }
        finally
        {
            set_num_threads(threads);
        }
    }
}
