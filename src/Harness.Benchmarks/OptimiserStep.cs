using Harness.Training.Optimisers;
using static TorchSharp.torch;
using AdamW = Harness.Training.Optimisers.AdamW;
using Parameter = TorchSharp.Modules.Parameter;

namespace Harness.Benchmarks;

/// <summary>AdamW over many small parameters against one parameter with as many numbers.</summary>
public sealed class OptimiserStep : IBenchmark
{
    private const int Tensors = 500,
        Numbers = 1536,
        Repeats = 60;

    public string Name => "optimizer";

    public string Measures => $"AdamW over {Tensors} small tensors against one tensor with as many numbers";

    public IEnumerable<BenchmarkRow> Run()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var (many, one) = (Step(Tensors, [4, Numbers / 32, 8], generator), Step(1, [Tensors * Numbers], generator));
        Differentiated.WarmUp(many, one);
        var (measured, baseline) = Samples.Compare(Repeats, many, one);
        yield return BenchmarkRow.Cost(
            Name,
            $"{Tensors} tensors",
            $"{Tensors} × [4, {Numbers / 32}, 8], about as MixPHM trains on T5-base",
            measured,
            baseline,
            bar: 2
        ) with
        {
            // Value and two moments are read and written, the gradient is read; a product, a square root or a quotient for each is nothing beside that.
            Work = new Work(0, 7.0 * sizeof(float) * Tensors * Numbers),
        };
    }

    // Gradients are handed out anew, because a step drops them.
    private static Action Step(int count, long[] shape, Generator generator)
    {
        var parameters = Enumerable.Range(0, count).Select(_ => new Parameter(randn(shape, generator: generator))).ToList();
        var gradients = parameters.Select(_ => randn(shape, generator: generator)).ToList();
        var optimiser = new AdamW(parameters.Select((p, i) => ($"{i}.weight", p)), new AdamWOptions());
        return () =>
        {
            foreach (var (parameter, gradient) in parameters.Zip(gradients))
                parameter.grad = gradient;
            optimiser.Step();
        };
    }
}
