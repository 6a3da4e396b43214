using Harness.Backbones.Regions;
using Harness.Data;
using Harness.Data.Pictures;
using Harness.Data.Sampling;
using Harness.Data.Scenes;
using Harness.Training.Optimisers;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Training.Pretraining;

/// <summary>Settings of the region embedder's training: about 40 seconds on one thread.</summary>
public sealed record EmbedderOptions
{
    public ulong Seed { get; init; } = 1911;
    public int Scenes { get; init; } = 8_000;
    public int Steps { get; init; } = 1_200;
    public int BatchSize { get; init; } = 128;
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>Boxes are shifted by up to this fraction of their side.</summary>
    public float Jitter { get; init; } = 0.04f;
}

/// <summary>Accuracies in % on crops of held-out scenes.</summary>
public sealed record EmbedderScores(double Name, double Category, double Colour);

/// <summary>
/// Trains the region embedder to tell an object's name and category and the background's colour from a crop. A feature must be
/// asked for: without the colour head the whole-picture region carries no background colour.
/// </summary>
public static class EmbedderTraining
{
    private const int Ignore = -100;

    public static EmbedderScores Train(
        RegionEmbedder embedder,
        StampScenes data,
        EmbedderOptions options,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default
    )
    {
        var random = RandomStream.Root((long)options.Seed).Sub("embedder");
        var known = data.Sprites.Names().Index().ToDictionary(p => p.Item, p => p.Index);
        var categories = data.Sprites.Categories.Index().ToDictionary(p => p.Item, p => p.Index);
        var colours = SceneRules.Backgrounds.Select(b => b.Word).Index().ToDictionary(p => p.Item, p => p.Index);
        var crops = Draw(data, 0, options.Scenes, options.Jitter, embedder.Config.CropSize, random);
        using var generator = new Generator(random.Sub("heads").NextUInt64() >> 1);
        using var heads = new RegionEmbedderHeads(
            embedder.Config.FeatDim,
            [("name", known.Count), ("category", categories.Count), ("colour", colours.Count)],
            generator
        );
        using var optimiser = new AdamW(
            [.. embedder.named_parameters(), .. heads.named_parameters()],
            new AdamWOptions
            {
                LearningRate = options.LearningRate,
                Epsilon = 1e-8,
                Rule = AdamWRule.Torch,
            }
        );
        var schedule = new WarmupLinear(options.Steps / 20, options.Steps);
        embedder.train();
        for (var step = 0; step < options.Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var batch = Enumerable.Range(0, options.BatchSize).Select(_ => crops[random.NextInt(crops.Count)]).ToList();
            var features = embedder.call(Pixels(batch, embedder));
            var loss =
                Loss(heads.Forward("name", features), batch, c => c.Sprite is { } s ? known[s.Name] : Ignore)
                + Loss(heads.Forward("category", features), batch, c => c.Sprite is { } s ? categories[s.Category] : Ignore)
                + Loss(heads.Forward("colour", features), batch, c => colours[c.Background]);
            optimiser.LearningRate = options.LearningRate * schedule.Factor(step);
            loss.backward();
            optimiser.Step();
            progress?.Report((step + 1.0) / options.Steps);
        }
        embedder.eval();
        return Evaluate(
            embedder,
            heads,
            Draw(data, (ulong)options.Scenes, 400, options.Jitter, embedder.Config.CropSize, random),
            known,
            categories,
            colours
        );
    }

    private sealed record Crop(float[] Pixels, Sprite? Sprite, string Background);

    private static List<Crop> Draw(StampScenes data, ulong first, int scenes, float jitter, int size, RandomStream random)
    {
        var crops = new List<Crop>();
        for (var i = 0UL; i < (ulong)scenes; i++)
        {
            var scene = data.PretrainingScene(first + i);
            var picture = data.Picture(scene);
            var layout = data.RegionsOf(scene);
            for (var r = 0; r < layout.Boxes.Count; r++)
            {
                var shown = layout.Objects[r];
                // One filler in three is enough to keep the colour head honest.
                if (shown == SceneRegions.Filler && random.NextInt(3) != 0)
                    continue;
                var box = Shift(layout.Boxes[r], jitter, random);
                crops.Add(
                    new Crop(Crops.Extract(picture, box, size), shown >= 0 ? scene.Objects[shown].Sprite : null, scene.Background)
                );
            }
        }
        return crops;
    }

    private static Box Shift(Box box, float jitter, RandomStream random)
    {
        float Draw(float side) => (float)(2 * random.NextDouble() - 1) * jitter * side;
        var (w, h) = (box.X2 - box.X1, box.Y2 - box.Y1);
        return new Box(
            Math.Clamp(box.X1 + Draw(w), 0, 1),
            Math.Clamp(box.Y1 + Draw(h), 0, 1),
            Math.Clamp(box.X2 + Draw(w), 0, 1),
            Math.Clamp(box.Y2 + Draw(h), 0, 1)
        );
    }

    private static Tensor Pixels(List<Crop> batch, RegionEmbedder embedder) =>
        tensor(batch.SelectMany(c => c.Pixels).ToArray())
            .view(batch.Count, 3, embedder.Config.CropSize, embedder.Config.CropSize);

    private static Tensor Targets(List<Crop> batch, Func<Crop, int> label) => tensor(batch.Select(c => (long)label(c)).ToArray());

    private static Tensor Loss(Tensor logits, List<Crop> batch, Func<Crop, int> label) =>
        nn.functional.cross_entropy(logits, Targets(batch, label), ignore_index: Ignore);

    private static EmbedderScores Evaluate(
        RegionEmbedder embedder,
        RegionEmbedderHeads heads,
        List<Crop> crops,
        Dictionary<string, int> known,
        Dictionary<string, int> categories,
        Dictionary<string, int> colours
    )
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var objects = crops.Where(c => c.Sprite is not null).ToList();
        var (shown, any) = (embedder.call(Pixels(objects, embedder)), embedder.call(Pixels(crops, embedder)));
        return new EmbedderScores(
            Accuracy(heads.Forward("name", shown), Targets(objects, c => known[c.Sprite!.Name])),
            Accuracy(heads.Forward("category", shown), Targets(objects, c => categories[c.Sprite!.Category])),
            Accuracy(heads.Forward("colour", any), Targets(crops, c => colours[c.Background]))
        );

        static double Accuracy(Tensor logits, Tensor targets) =>
            100 * logits.argmax(1).eq(targets).to(ScalarType.Float64).mean().ToDouble();
    }
}
