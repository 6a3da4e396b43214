using Harness.Data.Files;
using Harness.Data.Hdf5;
using Harness.Data.Regions;

namespace Harness.Data.Tests.Regions;

/// <summary>The papers' layouts, written by the same library.</summary>
public sealed class Hdf5RegionFileTests : IDisposable
{
    private static readonly float[] Features = [1, 2, 3, 4, 5, 6];
    private static readonly float[] Pixels = [0, 0, 320, 120, 160, 60, 640, 480];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Both_spellings_of_the_size_are_read()
    {
        Needs.Hdf5();
        using var file = Write(
            w =>
            {
                w.Table("9/img_hw", new long[] { 480, 640 }, 2);
                w.Table("COCO_val2014_000000000042/img_h", new long[] { 480 });
                w.Table("COCO_val2014_000000000042/img_w", new float[] { 640 });
            },
            "9",
            "COCO_val2014_000000000042"
        );
        Assert.Equal(["9", "COCO_val2014_000000000042"], file.Ids);
        foreach (var id in file.Ids)
        {
            var picture = file.Read(id);
            Assert.Equal((480, 640, 2, 3), (picture.Height, picture.Width, picture.Count, picture.FeatureWidth));
            Assert.Equal(Features, picture.Features);
            Assert.Equal([0, 0, 0.5f, 0.25f, 0.25f, 0.125f, 1, 1], picture.Boxes);
        }
    }

    [Fact]
    public void What_does_not_fit_names_the_picture()
    {
        Needs.Hdf5();
        using var file = Write(
            w =>
            {
                w.Table("no size/kind", new long[] { 1 }, 1);
                w.Table("small/img_hw", new long[] { 100, 100 }, 2);
                w.Table("flat/img_hw", new long[] { 0, 640 }, 2);
            },
            "no size",
            "small",
            "flat"
        );
        Assert.Contains("'no size/img_h' is not in the file", Error(() => file.Read("no size")));
        Assert.Contains("picture 'small' has a box outside its 100×100 pixels", Error(() => file.Read("small")));
        Assert.Contains("picture 'flat' has the size [0, 640]", Error(() => file.Read("flat")));
        Assert.Contains("'other/features' is not in the file", Error(() => file.Read("other")));
    }

    [Fact]
    public void A_damaged_and_a_shortened_file_are_noticed_before_the_library_sees_them()
    {
        Needs.Hdf5();
        Write(w => w.Table("9/img_hw", new long[] { 480, 640 }, 2), "9").Dispose();
        var whole = File.ReadAllBytes(folder["a.h5"]);
        File.WriteAllBytes(folder["short.h5"], whole[..^100]);
        Assert.Contains("cut short", Error(() => new Hdf5RegionFile(folder["short.h5"])));
        File.WriteAllBytes(folder["none.h5"], new byte[3000]);
        Assert.Contains("not an HDF5 file", Error(() => new Hdf5RegionFile(folder["none.h5"])));
        Assert.Contains("cannot be read", Error(() => new Hdf5RegionFile(folder["absent.h5"])));
    }

    [Fact]
    public void A_copy_is_the_same()
    {
        Needs.Hdf5();
        using var file = Write(w => w.Table("9/img_hw", new long[] { 480, 640 }, 2), "9");
        Hdf5RegionFile.Write(folder["b.h5"], file);
        using var copy = new Hdf5RegionFile(folder["b.h5"]);
        Assert.Equal(file.Read("9").Features, copy.Read("9").Features);
        Assert.Equal(file.Read("9").Boxes, copy.Read("9").Boxes);
        Assert.Equal(["a.h5", "b.h5"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
    }

    private Hdf5RegionFile Write(Action<Hdf5Writer> more, params string[] ids)
    {
        using (var writer = new Hdf5Writer(folder["a.h5"]))
        {
            foreach (var id in ids)
            {
                writer.Group(id);
                writer.Table(id + "/features", Features, 2, 3);
                writer.Table(id + "/boxes", Pixels, 2, 4);
            }
            more(writer);
        }
        return new Hdf5RegionFile(folder["a.h5"]);
    }

    private static string Error(Action read) => Assert.Throws<BadFileException>(read).Message;
}
