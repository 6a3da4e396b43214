using static TorchSharp.torch;

namespace Harness.Benchmarks;

/// <summary>The step of <see cref="TrainingStep"/> on a GPU, in single precision; no row where torch sees none.</summary>
public sealed class GpuStep : IBenchmark
{
    private const int Repeats = 20,
        WarmUps = 3,
        CpuRepeats = 2,
        Products = 200;

    public string Name => "gpu";

    public string Measures =>
        cuda.is_available()
            ? "a MixPHM step of T5-base size on a GPU: against its matrix products, LoRA, Pfeiffer, full finetuning, one without the regulariser, the processor"
            : "left out: torch sees no GPU here";

    public IEnumerable<BenchmarkRow> Run()
    {
        if (!cuda.is_available())
            yield break;
        var steps = BaseStep.Methods.Select(m => new BaseStep(m, CUDA)).ToList();
        try
        {
            using var product = new ReferenceProduct(Products, CUDA);
            Action[] timed =
            [
                .. steps.Select(s => Finished(() => s.Run(regularised: false))),
                Finished(() => steps[0].Run(regularised: true)),
                Finished(product.Run),
            ];
            for (var i = 0; i < WarmUps; i++)
                foreach (var action in timed)
                    action();
            var times = Samples.ByTurns(Repeats, timed);
            var (mixphm, regularised, rate) = (times[0], times[^2], product.Rate(times[^1]));
            var flops = BaseStep.Shape.Flops(BaseStep.MixPhm);
            BenchmarkRow Against(string what, Samples other, string shapes = "") =>
                BenchmarkRow.Cost(Name, what, $"{BaseStep.Shape.Text}{shapes}", mixphm, other, bar: null);
            yield return Against(
                "mixphm against its products",
                new Samples([flops / rate]),
                $"; {flops / 1e9:0} GFLOP, 896×768×3072 product at {rate / 1e9:0} GFLOP/s"
            );
            yield return Against("mixphm against LoRA r=8", times[1]);
            yield return Against("mixphm against Pfeiffer", times[2]);
            yield return Against("mixphm against full", times[3]);
            yield return BenchmarkRow.Cost(
                Name,
                "mixphm with regulariser against without",
                BaseStep.Shape.Text,
                regularised,
                mixphm,
                bar: null
            );
            using var onCpu = new BaseStep(BaseStep.Methods[0]);
            onCpu.Run(regularised: false);
            yield return Against(
                "mixphm against the processor",
                Samples.ByTurns(CpuRepeats, () => onCpu.Run(regularised: false))[0],
                $"; {get_num_threads()} threads of the processor"
            );
        }
        finally
        {
            foreach (var step in steps)
                step.Dispose();
        }
    }

    // A GPU works on after the call has returned.
    private static Action Finished(Action action) =>
        () =>
        {
            action();
            cuda.synchronize();
        };
}
