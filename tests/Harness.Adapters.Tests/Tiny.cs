using Harness.Adapters.Sites;
using Harness.Backbones.Common;
using Harness.Backbones.T5Models;
using static TorchSharp.torch;

namespace Harness.Adapters.Tests;

/// <summary>A T5 of two blocks a stack, d = 24, with a batch of text for it.</summary>
internal static class Tiny
{
    public const int Layers = 2;
    public const long Width = 24;

    public static T5 Backbone(ulong seed = 1, ScalarType dtype = ScalarType.Float64, string name = "tiny")
    {
        using var generator = new Generator(seed);
        return new T5(Config(name), generator, dtype: dtype);
    }

    public static T5Config Config(string name = "tiny") =>
        new()
        {
            Name = name,
            VocabSize = 40,
            DModel = Width,
            DKv = 6,
            NumHeads = 4,
            DFf = 32,
            NumLayers = Layers,
            RelativeAttentionNumBuckets = 8,
            RelativeAttentionMaxDistance = 20,
            DropoutRate = 0,
            InitializerFactor = 0.5,
        };

    public static Tensor Ids { get; } =
        tensor(new long[] { 5, 9, 17, 3, 1, 8, 30, 1, 0, 0 }).reshape(2, 5).DetachFromDisposeScope();

    public static Tensor Labels { get; } = tensor(new long[] { 7, 12, 1, 22, 1, -100 }).reshape(2, 3).DetachFromDisposeScope();

    /// <summary>One pooled vision token a sample.</summary>
    public static Tensor Feature { get; } =
        linspace(-1, 1, 2 * Width).to_type(ScalarType.Float64).reshape(2, 1, Width).DetachFromDisposeScope();

    public static Tensor Logits(T5 model, PassContext context) => model.Forward(Ids, null, Labels, context).Logits;

    public static Tensor Loss(T5 model, PassContext context) => Seq2SeqLabels.MeanLoss(Logits(model, context), Labels);

    public static T5 With(PeftMethod method, ulong seed = 1, ulong adapterSeed = 2)
    {
        var model = Backbone(seed);
        using var generator = new Generator(adapterSeed);
        method.Apply(model, generator);
        return model;
    }

    /// <summary>Moves every trained parameter a little, so that nothing is zero by initialisation.</summary>
    public static void Perturb(T5 model, ulong seed = 3)
    {
        using var frozen = no_grad();
        using var generator = new Generator(seed);
        foreach (var (_, parameter) in PeftMethod.Trainable(model))
            parameter.add_(randn(parameter.shape, dtype: parameter.dtype, generator: generator) * 0.1);
    }
}

/// <summary>Draws always the same index.</summary>
internal sealed class Always(int index) : IExpertDraw
{
    public int Next(int count) => index;
}

/// <summary>Draws 0, 1, 2, … modulo the count.</summary>
internal sealed class RoundRobin : IExpertDraw
{
    private int next;

    public int Next(int count) => next++ % count;
}
