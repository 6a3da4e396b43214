using Harness.Adapters.Bottleneck;
using Harness.Adapters.Numerics;
using Harness.Adapters.Phm;
using static TorchSharp.torch;

namespace Harness.Benchmarks;

/// <summary>A pair of PHM layers d → 64 → d, forward and backward, against dense layers and against always building the Kronecker sum.</summary>
public sealed class PhmLayers : IBenchmark
{
    private const int Batch = 16,
        Length = 56,
        Bottleneck = 64,
        N = 4,
        Rank = 8,
        Repeats = 60;

    public string Name => "phm";

    public string Measures =>
        "a PHM pair, forward and backward, against a dense pair of the same shape and against the materialised Kronecker sum";

    internal static string Shapes(long width) => $"{width}→{Bottleneck}→{width}, batch {Batch}×{Length}, n {N}, rank {Rank}";

    /// <summary>The pair as it runs in training; its tensors belong to the caller's dispose scope.</summary>
    internal static Action Pair(long width)
    {
        using var generator = new Generator(1);
        var (down, up) = Layers(width, generator);
        var own = new[] { down, up }.SelectMany(l => l.parameters());
        return Differentiated.Pass(randn(Batch, Length, width), own, generator, h => up.call(down.call(h)));
    }

    private static (PhmLinear Down, PhmLinear Up) Layers(long width, Generator generator)
    {
        PhmLinear Phm(long from, long to) => new(new PhmShape(from, to, N, Rank), new PhmInit(), generator, Placement.Default);
        return (Phm(width, Bottleneck), Phm(Bottleneck, width));
    }

    public IEnumerable<BenchmarkRow> Run()
    {
        foreach (var width in new[] { 768L, 1024L })
        {
            using var scope = NewDisposeScope();
            using var generator = new Generator(1);
            var at = Placement.Default;
            var (down, up) = Layers(width, generator);
            var (denseDown, denseUp) = (
                LinearLayer.Draw(width, Bottleneck, generator, at),
                LinearLayer.Draw(Bottleneck, width, generator, at)
            );
            var x = randn(Batch, Length, width, generator: generator);
            var own = new[] { down, up }.SelectMany(l => l.parameters()).ToList();
            var phm = Differentiated.Pass(x, own, generator, h => up.call(down.call(h)));
            var built = Differentiated.Pass(
                x,
                own,
                generator,
                h => up.Forward(down.Forward(h, PhmPlan.Materialised), PhmPlan.Materialised)
            );
            var dense = Differentiated.Pass(
                x,
                new[] { denseDown, denseUp }.SelectMany(l => l.parameters()),
                generator,
                h => denseUp.call(denseDown.call(h))
            );
            Differentiated.WarmUp(phm, dense, built);
            var times = Samples.ByTurns(Repeats, phm, dense, built);
            var work = Work.OfPair(Batch * Length, width, Bottleneck, training: true);
            yield return BenchmarkRow.Cost(Name, $"{width} against dense", Shapes(width), times[0], times[1], bar: 1.05) with
            {
                Work = work,
            };
            yield return BenchmarkRow.Cost(Name, $"{width} against materialised", Shapes(width), times[0], times[2], bar: 1.05);
        }
    }
}
