using Harness.Data.Regions;

namespace Harness.FullScale.Synthetic;

/// <summary>Random features of regions, or of cells of a grid.</summary>
internal sealed class DrawnRegions(IReadOnlyList<string> ids, int regions, int width) : IRegionFile
{
    public string Path => "drawn";

    public IReadOnlyList<string> Ids => ids;

    public PictureRegions Read(string id)
    {
        var random = new Random(ids.ToList().IndexOf(id));
        var features = new float[regions * width];
        for (var i = 0; i < features.Length; i++)
            features[i] = random.NextSingle();
        return new PictureRegions(
            480,
            640,
            features,
            [.. Enumerable.Range(0, regions).SelectMany(i => new[] { 0, 0, (i + 1f) / regions, 1 })]
        );
    }

    public void Dispose() { }
}
