using Harness.Data.Files;
using Harness.Data.Regions;
using Harness.Training.Features;
using TorchSharp;

namespace Harness.Training.Tests.Features;

public class GridFilesTests
{
    private sealed record Numbered(IReadOnlyList<string> Ids, int Side) : IRegionFile
    {
        public string Path => "numbered";

        // A cell's number, and its negative.
        public PictureRegions Read(string id) =>
            new(
                10,
                10,
                [.. Enumerable.Range(0, Side * Side).SelectMany(i => new float[] { i, -i })],
                [.. Enumerable.Range(0, Side * Side).SelectMany(_ => new float[] { 0, 0, 1, 1 })]
            );

        public void Dispose() { }
    }

    [Fact]
    public void Seven_by_seven_cells_are_pooled_to_six_by_six_row_by_row()
    {
        Needs.Hdf5();
        using var folder = new TemporaryFolder();
        using var files = Files(folder, "a", 7);
        using var cells = files.Of(["caption:val2014/a.jpg", "vqa:a"]).Features;
        Assert.Equal([2, 36, 2], cells.shape);
        Assert.Equal(
            (8, 9, 48),
            ((int)cells[0, 0, 0].ToSingle(), (int)cells[0, 1, 0].ToSingle(), (int)cells[1, 35, 0].ToSingle())
        );
        Assert.Equal((0, -40), ((int)cells[0, 0, 1].ToSingle(), (int)cells[1, 35, 1].ToSingle()));
    }

    [Fact]
    public void What_is_missing_or_of_another_kind_is_told_before_anything_begins()
    {
        Needs.Hdf5();
        using var folder = new TemporaryFolder();
        using var files = Files(folder, "a", 7);
        files.Check(["vqa:a"], 2);
        Assert.Contains(
            "1 of 2 pictures are missing, the first is 'vqa:b'",
            Assert.Throws<BadFileException>(() => files.Check(["vqa:a", "vqa:b"], 2)).Message
        );
        Assert.Contains(
            "by 2 numbers, and the backbone reads 2048",
            Assert.Throws<BadFileException>(() => files.Check(["vqa:a"], 2048)).Message
        );
    }

    private static GridFiles Files(TemporaryFolder folder, string id, int side)
    {
        Hdf5RegionFile.Write(Path.Combine(folder.Path, id + ".h5"), new Numbered([id], side));
        return new GridFiles(
            new Dictionary<string, IReadOnlyList<string>> { ["vqa"] = ["/nowhere", folder.Path], ["caption"] = [folder.Path] }
        );
    }
}
