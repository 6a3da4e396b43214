using Harness.Data;

namespace Harness.Cli.Tests.FullScale;

/// <summary>Random features of regions, or of cells of a grid.</summary>
internal sealed class DrawnRegions(IReadOnlyList<string> ids, int regions, int width) : IRegionFile
{
    public string Path => "drawn";

    public IReadOnlyList<string> Ids => ids;

    public PictureRegions Read(string id)
    {
        var random = RandomStream.Root(ids.ToList().IndexOf(id)).Sub("features");
        return new PictureRegions(
            480,
            640,
            [.. Enumerable.Range(0, regions * width).Select(_ => (float)random.NextDouble())],
            [.. Enumerable.Range(0, regions).SelectMany(i => new[] { 0, 0, (i + 1f) / regions, 1 })]
        );
    }

    public void Dispose() { }
}
