using Harness.Adapters.Sites;
using Harness.Backbones.ClipModels;
using Harness.Backbones.Regions;
using Harness.Data;
using Harness.Data.Sampling;
using Harness.Data.Scenes;
using Harness.Training.Features;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Training.Pretraining.ClipBartModels;

/// <summary>
/// Pre-trains the small CLIP-style tower on scenes: the pooled picture is matched with the words of the sentence about it among a batch (CLIP's contrastive
/// loss, the text side a bag of words), and each cell tells name, category, size and place of the objects whose centre it holds, and the colour
/// behind. The second part is what makes it learn in minutes; CLIP has none of it. The text side and all heads are dropped afterwards.
/// </summary>
internal sealed class TowerTraining(ClipResNet tower, StampScenes data, ClipBartOptions options)
{
    private const int PaintedAtATime = 100;

    private const string Name = "name",
        Category = "category",
        Size = "size",
        Place = "place",
        Colour = "colour",
        Text = "text";

    public IReadOnlyList<PretrainLook> Run(
        string stateFile,
        Generator generator,
        Action<PretrainLook>? progress,
        CancellationToken cancellation
    )
    {
        var (names, colours) = (data.Sprites.Names().Count, SceneRules.Backgrounds.Count);
        // One name and category more: nothing.
        using var heads = new RegionEmbedderHeads(
            (int)tower.Config.FeatDim,
            [(Name, names + 1), (Category, data.Sprites.Categories.Count + 1), (Size, 2), (Place, 2), (Colour, colours)],
            generator
        );
        using var sentence = new RegionEmbedderHeads(names + colours, [(Text, (int)tower.Config.OutputDim)], generator);
        // Held-out scenes come first in the stream.
        using var heldOut = Painted(0, options.HeldOut);
        using var pool = Painted(options.HeldOut, options.Pictures);
        var loop = new PretrainLoop(
            [.. tower.named_parameters(), .. heads.named_parameters(), .. sentence.named_parameters()],
            options.Vision,
            [.. tower.named_buffers()]
        );
        return loop.Run(
            stateFile,
            (_, draws) => Loss(heads, sentence, pool, draws),
            _ => Scores(heads, sentence, heldOut),
            progress,
            cancellation
        );
    }

    /// <summary>Pictures [N, 3, 128, 128] of scenes of the pre-training stream, in half precision to save room.</summary>
    private Tensor Painted(int first, int count)
    {
        using var scope = NewDisposeScope();
        var parts = new List<Tensor>();
        foreach (var chunk in Enumerable.Range(first, count).Chunk(PaintedAtATime))
            parts.Add(
                TowerReader
                    .Preprocessor.Batch([.. chunk.Select(i => data.Picture(data.PretrainingScene((ulong)i)))])
                    .to(ScalarType.Float16)
            );
        return cat(parts.ToArray()).MoveToOuterDisposeScope();
    }

    private Tensor Loss(RegionEmbedderHeads heads, RegionEmbedderHeads sentence, Tensor pool, RandomStream draws)
    {
        using var context = new PassContext { Training = true };
        int[] rows = [.. Enumerable.Range(0, options.Vision.BatchSize).Select(_ => draws.NextInt(options.Pictures))];
        tower.AdaptNorms(true);
        var (cells, cosines, labels) = Read(pool, rows, options.HeldOut, sentence, context);
        tower.AdaptNorms(false);
        var (shown, nothing) = (cells.index_select(0, labels.Cells), cells.index_select(0, labels.Empty));
        var pairs = arange(rows.Length, ScalarType.Int64);
        return Entropy(heads.Forward(Name, shown), labels.Names)
            + Entropy(heads.Forward(Category, shown), labels.Categories)
            + Entropy(heads.Forward(Size, shown), labels.Sizes)
            + (heads.Forward(Place, shown) - labels.Offsets).square().mean() * 4
            + Entropy(heads.Forward(Colour, cells), labels.Colours)
            + Entropy(heads.Forward(Name, nothing), full_like(labels.Empty, data.Sprites.Names().Count))
            + Entropy(heads.Forward(Category, nothing), full_like(labels.Empty, data.Sprites.Categories.Count))
            + (Entropy(cosines, pairs) + Entropy(cosines.t(), pairs)) / 2;
    }

    /// <summary>
    /// On held-out scenes: <c>name</c>, <c>category</c> and <c>size</c> of objects, <c>empty</c> cells, <c>colour</c>, and <c>sentence</c>, the right one among
    /// those of a batch.
    /// </summary>
    private SortedDictionary<string, double> Scores(RegionEmbedderHeads heads, RegionEmbedderHeads sentence, Tensor heldOut)
    {
        using var noGrad = no_grad();
        using var context = PassContext.Inference();
        var sums = new SortedDictionary<string, (double Sum, long Count)>(StringComparer.Ordinal);
        foreach (var chunk in Enumerable.Range(0, options.HeldOut).Chunk(options.Vision.BatchSize))
        {
            using var scope = NewDisposeScope();
            var (cells, cosines, labels) = Read(heldOut, chunk, 0, sentence, context);
            var shown = cells.index_select(0, labels.Cells);
            Count(Name, heads.Forward(Name, shown), labels.Names);
            Count(Category, heads.Forward(Category, shown), labels.Categories);
            Count(Size, heads.Forward(Size, shown), labels.Sizes);
            Count(Colour, heads.Forward(Colour, cells), labels.Colours);
            Count(
                "empty",
                heads.Forward(Name, cells.index_select(0, labels.Empty)),
                full_like(labels.Empty, data.Sprites.Names().Count)
            );
            Count("sentence", cosines, arange(chunk.Length, ScalarType.Int64));
        }
        return new SortedDictionary<string, double>(
            sums.ToDictionary(s => s.Key, s => 100 * s.Value.Sum / s.Value.Count),
            StringComparer.Ordinal
        );

        void Count(string what, Tensor logits, Tensor targets)
        {
            var before = sums.GetValueOrDefault(what);
            sums[what] = (before.Sum + logits.argmax(1).eq(targets).sum().ToDouble(), before.Count + targets.numel());
        }
    }

    /// <summary>Features of all cells [B·16, f], cosines of pictures and sentences over the temperature [B, B], and what there is to say.</summary>
    /// <param name="first">Number in the stream of the first of <paramref name="pictures"/>.</param>
    private (Tensor Cells, Tensor Cosines, GridLabels Labels) Read(
        Tensor pictures,
        int[] rows,
        int first,
        RegionEmbedderHeads sentence,
        PassContext context
    )
    {
        var labels = GridLabels.Of(
            [.. rows.Select(r => data.PretrainingScene((ulong)(first + r)))],
            data.Sprites,
            TowerReader.Side
        );
        var grid = tower.Grid(pictures.index_select(0, tensor(rows.Select(r => (long)r).ToArray())).to(ScalarType.Float32));
        var cells = ClipResNet.Cells(grid, TowerReader.Side).flatten(0, 1);
        var embedded = nn.functional.normalize(tower.Embed(grid, context), dim: 1);
        var sentences = nn.functional.normalize(sentence.Forward(Text, labels.Words), dim: 1);
        return (cells, embedded.matmul(sentences.t()) / options.Temperature, labels);
    }

    private static Tensor Entropy(Tensor logits, Tensor targets) => nn.functional.cross_entropy(logits, targets);
}
