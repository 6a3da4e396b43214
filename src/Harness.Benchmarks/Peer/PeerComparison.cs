using System.Diagnostics;
using Harness.Adapters.Phm;
using static TorchSharp.torch;

namespace Harness.Benchmarks.Peer;

/// <summary>A PHM pair and a step of the small model against the same written plainly in Python, where Python has PyTorch.</summary>
public sealed class PeerComparison : IBenchmark
{
    private const int Repeats = 60;
    private const double Bar = 0.8;

    private static string Script => Path.Combine(AppContext.BaseDirectory, "Peer", "peer.py");

    public string Name => "peer";

    public string Measures =>
        "a PHM pair and a MixPHM step of the small model, one thread, against the same in Python (left out without python3-torch)";

    public IEnumerable<BenchmarkRow> Run()
    {
        var threads = get_num_threads();
        set_num_threads(1);
        using var peer = PeerProgram.TryStart(Script, threads: 1);
        try
        {
            if (peer is null)
                yield break;
            foreach (var width in new[] { 768L, 1024L })
            {
                using var scope = NewDisposeScope();
                yield return Row($"phm {width}", $"{PhmLayers.Shapes(width)}; PyTorch {peer.Version}", PhmLayers.Pair(width));
            }
            using var model = new StepModel(TinyStep.Shape, new MixPhmMethod { ReductionFactor = 2 });
            yield return Row(
                "step",
                $"{TinyStep.Shape.Text}, without regulariser; PyTorch {peer.Version}",
                () => model.Run(regularised: false)
            );
        }
        finally
        {
            set_num_threads(threads);
        }

        BenchmarkRow Row(string asked, string shapes, Action own)
        {
            Differentiated.WarmUp(own);
            peer.Seconds(asked);
            var (ours, theirs) = (new List<double>(), new List<double>());
            for (var i = 0; i < Repeats; i++)
            {
                var start = Stopwatch.GetTimestamp();
                own();
                ours.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
                theirs.Add(peer.Seconds(asked));
            }
            return BenchmarkRow.Cost(Name, asked, shapes, new Samples(ours), new Samples(theirs), Bar);
        }
    }
}
