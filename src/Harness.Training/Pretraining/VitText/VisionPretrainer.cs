using Harness.Adapters.Sites;
using Harness.Backbones.Regions;
using Harness.Backbones.VitModels;
using Harness.Data.Sampling;
using Harness.Data.Scenes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Harness.Training.Pretraining.VitText;

/// <summary>
/// Pre-trains a small vision transformer on pictures alone, with labels as a picture classifier has them and no text: each patch names what it
/// shows; the pooled vector tells which names are there, how many of each category, which category stands in which ninth of the picture,
/// and the background's colour. The heads are dropped afterwards.
/// </summary>
internal sealed class VisionPretrainer(
    Vit model,
    SpriteSet sprites,
    Lazy<PicturePool> pictures,
    Lazy<PicturePool> heldOutPictures,
    LoopOptions options
)
{
    /// <summary>Numbers of each category that are told apart: none to six.</summary>
    private const int Numbers = 7;

    // A mean over many labels that are nearly all zero is small; these bring each part to about the size of the others.
    private const double PresentWeight = 20,
        LayoutWeight = 20;

    public IReadOnlyList<PretrainLook> Run(
        string stateFile,
        Generator generator,
        Action<PretrainLook>? progress,
        CancellationToken cancellation
    )
    {
        var (names, categories) = (sprites.Names().Count, sprites.Categories.Count);
        using var heads = new RegionEmbedderHeads(
            (int)model.Config.HiddenSize,
            [
                ("patch", names + 1),
                ("present", names),
                ("counts", categories * Numbers),
                ("layout", PicturePool.Cells * PicturePool.Cells * categories),
                ("colour", SceneRules.Backgrounds.Count),
            ],
            generator
        );
        var loop = new PretrainLoop(
            [.. model.named_parameters(), .. heads.named_parameters().Select(p => ("heads." + p.name, p.parameter))],
            options
        );
        return loop.Run(stateFile, (_, draws) => Loss(heads, draws), _ => Scores(heads), progress, cancellation);
    }

    private Tensor Loss(RegionEmbedderHeads heads, RandomStream draws)
    {
        model.train();
        var pool = pictures.Value;
        var rows = tensor(Enumerable.Range(0, options.BatchSize).Select(_ => (long)draws.NextInt(pool.Count)).ToArray());
        using var context = new PassContext { Training = true };
        var output = model.Forward(Normalised(pool.Pixel.index_select(0, rows)), context);
        var patches = heads.Forward("patch", output.State.narrow(1, 1, output.State.shape[1] - 1));
        var pooled = output.Pooled!;
        return cross_entropy(patches.flatten(0, 1), pool.Patches.index_select(0, rows).flatten())
            + PresentWeight
                * binary_cross_entropy_with_logits(heads.Forward("present", pooled), pool.Present.index_select(0, rows))
            + cross_entropy(heads.Forward("counts", pooled).view(-1, Numbers), pool.Counts.index_select(0, rows).flatten())
            + LayoutWeight * binary_cross_entropy_with_logits(heads.Forward("layout", pooled), pool.Layout.index_select(0, rows))
            + cross_entropy(heads.Forward("colour", pooled), pool.Colours.index_select(0, rows));
    }

    /// <summary>
    /// On held-out pictures: <c>patch</c>, patches on things that name them; <c>names</c>, of the k likeliest names of a picture with k names, the share that is there;
    /// <c>counts</c>, numbers of categories that are there; <c>layout</c>, like names; <c>colour</c>.
    /// </summary>
    private SortedDictionary<string, double> Scores(RegionEmbedderHeads heads)
    {
        model.eval();
        using var noGrad = no_grad();
        var heldOut = heldOutPictures.Value;
        var sums = new Dictionary<string, (double Right, double All)>();
        for (var start = 0; start < heldOut.Count; start += 100)
        {
            using var scope = NewDisposeScope();
            using var context = PassContext.Inference();
            var size = Math.Min(100, heldOut.Count - start);
            var output = model.Forward(Normalised(heldOut.Pixel.narrow(0, start, size)), context);
            var pooled = output.Pooled!;
            var patches = heads.Forward("patch", output.State.narrow(1, 1, output.State.shape[1] - 1)).argmax(2);
            var (shown, counts) = (heldOut.Patches.narrow(0, start, size), heldOut.Counts.narrow(0, start, size));
            Add("patch", patches.eq(shown), shown.ne(heldOut.Present.shape[1]));
            Add("counts", heads.Forward("counts", pooled).view(size, -1, Numbers).argmax(2).eq(counts), counts.ne(0));
            Add(
                "names",
                Likeliest(heads.Forward("present", pooled), heldOut.Present.narrow(0, start, size)),
                heldOut.Present.narrow(0, start, size).ne(0)
            );
            Add(
                "layout",
                Likeliest(heads.Forward("layout", pooled), heldOut.Layout.narrow(0, start, size)),
                heldOut.Layout.narrow(0, start, size).ne(0)
            );
            Add(
                "colour",
                heads.Forward("colour", pooled).argmax(1).eq(heldOut.Colours.narrow(0, start, size)),
                ones(size, dtype: ScalarType.Bool)
            );
        }
        return new SortedDictionary<string, double>(sums.ToDictionary(s => s.Key, s => 100 * s.Value.Right / s.Value.All));

        void Add(string name, Tensor right, Tensor counted)
        {
            var (r, a) = sums.GetValueOrDefault(name);
            sums[name] = (r + right.logical_and(counted).sum().item<long>(), a + counted.sum().item<long>());
        }
    }

    // True at those of the k highest logits of a row, where k labels of it are set.
    private static Tensor Likeliest(Tensor logits, Tensor labels)
    {
        var rank = logits.argsort(1, descending: true).argsort(1);
        return rank.lt(labels.sum([1L], keepdim: true));
    }

    /// <summary>Bytes [B, 3, S, S] as the published preprocessor gives them: −1 to 1.</summary>
    private static Tensor Normalised(Tensor bytes) => bytes.to(ScalarType.Float32) / 127.5 - 1;
}
