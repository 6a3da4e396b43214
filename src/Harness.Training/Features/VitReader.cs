using Harness.Adapters;
using Harness.Backbones;
using Harness.Data;
using static TorchSharp.torch;

namespace Harness.Training.Features;

/// <summary>A vision transformer in evaluation mode: pooled vectors [N, 1, d], or all states [N, V, d].</summary>
public sealed class VitReader : IFeatureReader
{
    private readonly Vit model;
    private readonly bool pooled;
    private readonly PicturePreprocessor preprocessor;

    /// <param name="model">Disposed with this.</param>
    /// <param name="preprocessor">Null: ViT's own values at the model's size.</param>
    public VitReader(Vit model, bool pooled, PicturePreprocessor? preprocessor = null)
    {
        (this.model, this.pooled) = (model, pooled);
        model.eval();
        this.preprocessor =
            preprocessor ?? PicturePreprocessor.Vit with { Size = ((int)model.Config.ImageSize, (int)model.Config.ImageSize) };
    }

    public (Tensor Features, Tensor? Boxes) Read(IReadOnlyList<string> pictureIds, IReadOnlyList<Picture> pictures)
    {
        using var context = PassContext.Inference();
        var states = model.Forward(preprocessor.Batch(pictures).to(model.parameters().First().device), context);
        return (states.Feature(pooled).cpu(), null);
    }

    public void Dispose() => model.Dispose();
}
