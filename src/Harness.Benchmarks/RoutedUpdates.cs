using Harness.Adapters.Lora;
using Harness.Adapters.Numerics;
using Harness.Adapters.Routing;
using Harness.Adapters.Sites;
using static TorchSharp.torch;

namespace Harness.Benchmarks;

/// <summary>A linear map with a routed low-rank update, forward and backward, against the same with plain LoRA.</summary>
public sealed class RoutedUpdates : IBenchmark
{
    private const int Width = 1024,
        Rank = 64,
        Batch = 16,
        Length = 40,
        Repeats = 30;

    public string Name => "routing";

    public string Measures => "a linear map with LoRA and each routing function, forward and backward, against plain LoRA";

    public IEnumerable<BenchmarkRow> Run()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var x = randn(Batch, Length, Width, generator: generator);
        var routers = Enum.GetValues<RoutingFunction>().Where(f => f != RoutingFunction.None).Select(f => new Router(f)).ToList();
        var routed = routers
            .Select(r =>
                Pass(
                    x,
                    new RoutedLoraDelta(Width, Width, new RoutedLoraShape(Rank, 1, [true], r), generator, Placement.Default),
                    generator
                )
            )
            .ToArray();
        var plain = Pass(x, new LoraDelta(Width, Width, Rank, 1, 0, generator, Placement.Default), generator);
        Differentiated.WarmUp([plain, .. routed]);
        var times = Samples.ByTurns(Repeats, [plain, .. routed]);
        foreach (var (router, samples) in routers.Zip(times.Skip(1)))
            yield return BenchmarkRow.Cost(
                Name,
                $"{router.Function}",
                $"{Width}→{Width}, r {Rank}, batch {Batch}×{Length}, one (pooled) vision token",
                samples,
                times[0],
                bar: 1.1
            );
    }

    private static Action Pass(Tensor x, nn.Module<Tensor, PassContext, Tensor> update, Generator generator)
    {
        var projection = new Projection(
            new SiteAddress("q", SiteRole.Query, SubLayer.SelfAttention, "encoder", 0, Width, Width),
            randn(Width, Width, generator: generator) / Math.Sqrt(Width)
        );
        projection.Weight.requires_grad = false;
        projection.Attach("update", update);
        var context = new PassContext { Training = true, RoutingFeature = randn(Batch, 1, Width, generator: generator) };
        return Differentiated.Pass(x, update.parameters(), generator, h => projection.call(h, context));
    }
}
