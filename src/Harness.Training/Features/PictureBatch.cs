using Harness.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Training.Features;

/// <summary>Pictures as a model's input.</summary>
public static class PictureBatch
{
    /// <summary>N pictures, which the preprocessor gives one size: [N, 3, H, W].</summary>
    public static Tensor Batch(this PicturePreprocessor preprocessor, IReadOnlyList<Picture> pictures)
    {
        var (first, height, width) = preprocessor.Apply(pictures[0]);
        var values = new float[pictures.Count * first.Length];
        first.CopyTo(values, 0);
        for (var i = 1; i < pictures.Count; i++)
            preprocessor.Apply(pictures[i]).Values.CopyTo(values, i * first.Length);
        return tensor(values).view(pictures.Count, 3, height, width);
    }
}
