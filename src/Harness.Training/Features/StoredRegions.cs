using Harness.Backbones.Regions;
using Harness.Data.Files;
using Harness.Data.Regions;
using static TorchSharp.torch;

namespace Harness.Training.Features;

/// <summary>
/// Region features computed elsewhere, such as the papers' 36 boxes of 2048 numbers, read from their files a batch at a time: those of VQA v2 do not fit
/// into memory.
/// </summary>
/// <param name="paths">HDF5 or safetensors, see <see cref="RegionFiles"/>.</param>
public sealed class StoredRegions(IReadOnlyList<string> paths) : IFeatureSource
{
    private readonly JoinedRegions files = new([.. paths.Select(RegionFiles.Open)]);

    public (Tensor Features, Tensor? Boxes) Of(IReadOnlyList<string> pictureIds)
    {
        List<PictureRegions> pictures = [.. pictureIds.Select(files.Read)];
        var (count, width) = (pictures[0].Count, pictures[0].FeatureWidth);
        if (pictures.FindIndex(p => p.Count != count || p.FeatureWidth != width) is >= 0 and var odd)
            throw new BadFileException(
                $"picture '{pictureIds[odd]}' has {pictures[odd].Count} regions of {pictures[odd].FeatureWidth} numbers, '{pictureIds[0]}' has {count} of {width}; all must have as many."
            );
        return (
            tensor(pictures.SelectMany(p => p.Features).ToArray()).view(pictures.Count, count, width),
            tensor(pictures.SelectMany(p => p.Boxes).ToArray()).view(pictures.Count, count, 4).clamp(0, 1)
        ); // as the authors' loaders do
    }

    public void Check(IEnumerable<string> pictureIds, long width)
    {
        string[] needed = [.. pictureIds.Distinct()];
        string[] missing = [.. needed.Where(id => !files.Contains(id))];
        if (missing.Length > 0)
            throw new BadFileException(
                $"region features of {missing.Length} of {needed.Length} pictures are missing, the first is '{missing[0]}'; looked in {string.Join(", ", paths)}."
            );
        if (needed.Length > 0 && files.Read(needed[0]).FeatureWidth is var found && found != width)
            throw new BadFileException(
                $"{paths[0]} describes a region by {found} numbers, and the backbone reads {width}; take a backbone that was trained with such features, or dataset.regions=embedder."
            );
    }

    public void Dispose() => files.Dispose();
}
