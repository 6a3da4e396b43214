using Harness.Adapters.Phm;
using Harness.Adapters.Redundancy;
using Harness.Backbones.VlT5Models;

namespace Harness.Benchmarks;

/// <summary>Sizes of a fine-tuning step, and what such a step with MixPHM cannot do without.</summary>
internal sealed record StepShape(VlT5Config Config, int Batch, int Tokens, int Regions, int Targets)
{
    public string Text => $"{Config.Name}, batch {Batch}, {Tokens} tokens + {Regions} regions, {Targets} target tokens";

    private double Read => (double)Batch * (Tokens + Regions);

    private double Written => (double)Batch * Targets;

    /// <summary>Matrix products of a step with MixPHM; weights read forward and backward; with the regulariser, hₐ and h read both ways and their gradients written.</summary>
    /// <param name="parameters">Numbers of the backbone.</param>
    public Work Work(MixPhmMethod method, long parameters, bool regularised) =>
        new(
            Flops(method)
                + (regularised ? 3 * 2 * Config.NumLayers * (Redundancy(method, Read) + Redundancy(method, Written)) : 0),
            sizeof(float) * (2.0 * parameters + (regularised ? 6 * Config.NumLayers * (Read + Written) * Config.DModel : 0))
        );

    /// <summary>
    /// Floating-point operations of the matrix products of a step with MixPHM and no regulariser. Backward counts what autograd needs: nothing
    /// below the first adapter of a stack but the way to the encoder, gradients of weights for the adapters only.
    /// </summary>
    public double Flops(MixPhmMethod method)
    {
        double d = Config.DModel,
            a = Config.NumHeads * Config.DKv,
            layers = Config.NumLayers;
        double length = Tokens + Regions;
        var feedForward = 2 * d * Config.DFf;
        double Attend(double queries, double keys) => Batch * queries * keys * a; // one of the two products
        var encoder = Read * (4 * d * a + feedForward) + 2 * Attend(length, length);
        var self = Written * 4 * d * a + 2 * Attend(Targets, Targets);
        var cross = Written * 2 * d * a + Read * 2 * d * a + 2 * Attend(Targets, length);
        var decoder = self + cross + Written * feedForward;
        var head = Written * d * Config.VocabSize;
        var forward = Batch * Regions * d * (Config.FeatDim + 5) + layers * (encoder + decoder) + head;
        var encoderBack = Read * (4 * d * a + feedForward) + 4 * Attend(length, length);
        var decoderBack =
            Written * (6 * d * a + feedForward) + Read * 2 * d * a + 4 * Attend(Targets, Targets) + 4 * Attend(Targets, length);
        // In the decoder's first block only keys and values of the encoder's state, their output map and the feed-forward part are on the way.
        var firstBack = Written * (d * a + feedForward) + Read * 2 * d * a + 3 * Attend(Targets, length);
        var backward = (layers - 1) * (encoderBack + decoderBack) + firstBack + head;
        return 2 * (forward + backward + 3 * layers * (Adapter(method, Read) + Adapter(method, Written)));
    }

    // Multiply-adds of a module forward; backward takes twice as many.
    private double Adapter(MixPhmMethod method, double tokens) =>
        new[] { method.Down(Config.DModel), method.Up(Config.DModel) }.Sum(s =>
            PhmCost.MultiplyAdds(PhmCost.Choose(s, (long)tokens), s, (long)tokens)
        );

    // The same of both terms of a module, along the way that is taken.
    private double Redundancy(MixPhmMethod method, double tokens)
    {
        double d = Config.DModel,
            inner = method.Down(Config.DModel).Out,
            r = inner + 1;
        return RedundancyTerm.UsesProduct((long)tokens, Config.DModel, (long)inner)
            ? tokens * r * d + 2 * r * r * d + r * d * Batch + tokens * r * Batch
            : Math.Min(tokens * d * d, 2 * tokens * tokens * d) + tokens * d * Batch;
    }
}
