using Harness.Adapters;
using Harness.Adapters.Bottleneck;
using Harness.Adapters.Full;
using Harness.Adapters.Lora;
using Harness.Adapters.Phm;
using Harness.Backbones;
using static TorchSharp.torch;

namespace Harness.Benchmarks;

/// <summary>A step of the size that MixPHM's paper trains: VL-T5 on T5-base, 16 questions of 20 tokens with 36 regions, answers of 5 tokens.</summary>
internal sealed class BaseStep(PeftMethod method, Device? device = null) : StepModel(VlT5Config.Base, method, Batch, Tokens, Regions, Targets, device)
{
    private const int Batch = 16, Tokens = 20, Regions = 36, Targets = 5;

    /// <summary>MixPHM, and what its step is compared with.</summary>
    public static readonly IReadOnlyList<PeftMethod> Methods = [new MixPhmMethod(), new LoraMethod { R = 8 }, new PfeifferMethod(), new FullFinetuning()];

    public static string Shapes => $"vl-t5-base, batch {Batch}, {Tokens} tokens + {Regions} regions, {Targets} target tokens";

    /// <summary>
    /// Floating-point operations of the matrix products of a step with MixPHM and no regulariser. Backward counts what autograd needs: nothing
    /// below the first adapter of a stack but the way to the encoder, gradients of weights for the adapters only.
    /// </summary>
    public static double MixPhmFlops()
    {
        var c = VlT5Config.Base;
        double d = c.DModel, a = c.NumHeads * c.DKv, layers = c.NumLayers;
        double length = Tokens + Regions, read = Batch * length, written = Batch * Targets;
        var feedForward = 2 * d * c.DFf;
        double Attend(double queries, double keys) => Batch * queries * keys * a; // one of the two products
        var encoder = read * (4 * d * a + feedForward) + 2 * Attend(length, length);
        var self = written * 4 * d * a + 2 * Attend(Targets, Targets);
        var cross = written * 2 * d * a + read * 2 * d * a + 2 * Attend(Targets, length);
        var decoder = self + cross + written * feedForward;
        var head = written * d * c.VocabSize;
        var forward = Batch * Regions * d * (c.FeatDim + 5) + layers * (encoder + decoder) + head;
        var encoderBack = read * (4 * d * a + feedForward) + 4 * Attend(length, length);
        var decoderBack = written * (6 * d * a + feedForward) + read * 2 * d * a + 4 * Attend(Targets, Targets) + 4 * Attend(Targets, length);
        // In the decoder's first block only keys and values of the encoder's state, their output map and the feed-forward part are on the way.
        var firstBack = written * (d * a + feedForward) + read * 2 * d * a + 3 * Attend(Targets, length);
        var backward = (layers - 1) * (encoderBack + decoderBack) + firstBack + head;
        return 2 * (forward + backward + 3 * layers * (Adapter((long)read) + Adapter((long)written)));
    }

    // Multiply-adds of a module forward; backward takes twice as many.
    private static double Adapter(long tokens)
    {
        var method = new MixPhmMethod();
        var width = VlT5Config.Base.DModel;
        return new[] { method.Down(width), method.Up(width) }.Sum(s => PhmCost.MultiplyAdds(PhmCost.Choose(s, tokens), s, tokens));
    }
}
