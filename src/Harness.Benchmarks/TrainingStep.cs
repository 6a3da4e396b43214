using Harness.Runs.Machine;

namespace Harness.Benchmarks;

/// <summary>One optimisation step of T5-base size under four methods: time against each other and against what the matrix products alone would take, and memory.</summary>
public sealed class TrainingStep : IBenchmark
{
    private const int Repeats = 4,
        Products = 10;

    public string Name => "step";

    public string Measures =>
        "a MixPHM step of T5-base size: against its matrix products at the rate of an 896×768×3072 product, LoRA, Pfeiffer, full finetuning; memory";

    public IEnumerable<BenchmarkRow> Run()
    {
        var (steps, peaks) = (new List<BaseStep>(), new List<double>());
        try
        {
            foreach (var method in BaseStep.Methods)
            {
                var (before, peak) = (Environment.WorkingSet / 1e6, new PeakMemory());
                var step = new BaseStep(method);
                steps.Add(step);
                step.Run(regularised: false);
                peaks.Add(peak.Megabytes - before);
            }
            using var product = new ReferenceProduct(Products);
            product.Run();
            var times = Samples.ByTurns(Repeats, [.. steps.Select(s => (Action)(() => s.Run(regularised: false))), product.Run]);
            var (mixphm, rate) = (times[0], product.Rate(times[^1]));
            var flops = BaseStep.Shape.Flops(BaseStep.MixPhm);
            yield return BenchmarkRow.SpeedUp(
                Name,
                "mixphm, share of the product's rate",
                $"{BaseStep.Shape.Text}; {flops / 1e9:0} GFLOP, product at {rate / 1e9:0} GFLOP/s",
                mixphm,
                new Samples([flops / rate]),
                bar: 0.85
            ) with
            {
                Work = BaseStep.Shape.Work(BaseStep.MixPhm, steps[0].Parameters, regularised: false),
            };
            yield return BenchmarkRow.Cost(Name, "mixphm against LoRA r=8", BaseStep.Shape.Text, mixphm, times[1], bar: 1.0);
            // No bar: a dense adapter of the same place makes the same products without dropout, experts or the building of weights.
            yield return BenchmarkRow.Cost(Name, "mixphm against Pfeiffer", BaseStep.Shape.Text, mixphm, times[2], bar: null);
            yield return BenchmarkRow.SpeedUp(Name, "mixphm against full", BaseStep.Shape.Text, mixphm, times[3], bar: 1.5);
            yield return new BenchmarkRow(
                Name,
                "peak memory, mixphm against full",
                "MB",
                BaseStep.Shape.Text,
                peaks[0],
                peaks[0],
                peaks[0],
                peaks[3],
                peaks[0] / peaks[3],
                1,
                BarSide.AtMost
            );
            var frozen = steps.Sum(s => s.FrozenWithGradient);
            yield return new BenchmarkRow(
                Name,
                "frozen weights with a gradient",
                "tensors",
                BaseStep.Shape.Text,
                frozen,
                frozen,
                frozen,
                0,
                frozen,
                0,
                BarSide.AtMost
            );
        }
        finally
        {
            foreach (var step in steps)
                step.Dispose();
        }
    }
}
