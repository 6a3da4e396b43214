using Harness.Backbones.VitModels;
using Harness.Training.Features;
using TorchSharp;

namespace Harness.Training.Tests.Fakes;

/// <summary>A vision transformer that learnt nothing, on rendered shapes: enough to tell a few pictures apart.</summary>
internal static class TinyPictures
{
    public const long Width = 32;

    public static CachedFeatures Features(IEnumerable<string> pictures, bool pooled = true)
    {
        using var generator = new torch.Generator(3);
        var model = new Vit(
            VitConfig.Mini with
            {
                HiddenSize = Width,
                IntermediateSize = 64,
                NumHiddenLayers = 1,
                InitializerRange = 0.2,
            },
            generator
        );
        using var reader = new VitReader(model, pooled);
        return CachedFeatures.Compute([.. pictures.Distinct()], TinyTuning.Data.Picture, reader);
    }
}
