using Harness.Adapters.Bottleneck;
using Harness.Adapters.Numerics;
using Harness.Adapters.Phm;
using Harness.Adapters.Sites;
using static TorchSharp.torch;

namespace Harness.Benchmarks;

/// <summary>The MixPHM module as experts are added: a pass draws one, inference merges all once, so neither may grow; merged, it is a bottleneck adapter.</summary>
public sealed class MixPhmExperts : IBenchmark
{
    private const int Width = 768,
        Batch = 16,
        Length = 56,
        Repeats = 50;

    private static readonly int[] counts = [1, 4, 8, 16];

    public string Name => "mixphm";

    public string Measures =>
        "a MixPHM module with 4, 8 and 16 experts against one, in training and merged at inference; merged against a Pfeiffer adapter";

    public IEnumerable<BenchmarkRow> Run()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        using var merged = PassContext.Inference();
        var address = new SiteAddress("site", SiteRole.AfterFeedForward, SubLayer.FeedForward, "encoder", 0, Width, Width);
        var x = randn(Batch, Length, Width, generator: generator);
        var bottleneck = new MixPhmMethod().Bottleneck(Width);
        var pfeiffer = new BottleneckAdapter(
            address,
            LinearLayer.Draw(Width, bottleneck, generator, Placement.Default),
            LinearLayer.Draw(bottleneck, Width, generator, Placement.Default),
            "gelu_new"
        );
        var modules = counts
            .Select(n => new MixPhmMethod { NumExperts = n }.Build(address, null, generator, Placement.Default))
            .ToList();
        var training = modules
            .Select(m =>
                Differentiated.Pass(
                    x,
                    m.parameters(),
                    generator,
                    h => m.call(h, new PassContext { Training = true, Experts = new Turn() })
                )
            )
            .ToArray();
        var inference = modules.Select(m => Differentiated.Inference(x, h => m.call(h, merged))).ToArray();
        var plain = Differentiated.Inference(x, h => pfeiffer.call(h, merged));
        Differentiated.WarmUp([.. training, .. inference, plain]);
        var trained = Samples.ByTurns(Repeats, training);
        var inferred = Samples.ByTurns(2 * Repeats, [.. inference, plain]);
        var shapes = $"{Width}→{bottleneck}→{Width}, batch {Batch}×{Length}, n 4, rank 8";
        for (var i = 1; i < counts.Length; i++)
        {
            yield return BenchmarkRow.Cost(
                Name,
                $"training, {counts[i]} experts against 1",
                shapes,
                trained[i],
                trained[0],
                bar: 1.1
            );
            yield return BenchmarkRow.Cost(
                Name,
                $"merged inference, {counts[i]} experts against 1",
                shapes,
                inferred[i],
                inferred[0],
                bar: 1.1
            );
        }
        yield return BenchmarkRow.Cost(
            Name,
            "merged inference, 4 experts against Pfeiffer",
            shapes + ", gelu_new in both",
            inferred[1],
            inferred[^1],
            bar: 1.05
        ) with
        {
            Work = Work.OfPair(Batch * Length, Width, bottleneck, training: false),
        };
    }
}

/// <summary>Another expert at each draw.</summary>
internal sealed class Turn : IExpertDraw
{
    private int next;

    public int Next(int count) => next++ % count;
}
