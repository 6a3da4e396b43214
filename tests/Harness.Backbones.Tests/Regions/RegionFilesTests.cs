using Harness.Adapters.Saving.Safetensors;
using Harness.Backbones.Regions;
using Harness.Data.Files;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones.Tests.Regions;

public sealed class RegionFilesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("regions").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void There_and_back_again()
    {
        Source("a.safetensors");
        Assert.Equal((2, 2, 3), RegionFiles.Convert(In("a.safetensors"), In("b.safetensors")));
        Assert.Equal(File.ReadAllBytes(In("a.safetensors")), File.ReadAllBytes(In("b.safetensors")));
    }

    [Fact]
    public void Through_Hdf5_and_back_again()
    {
        Needs.Hdf5();
        Source("a.safetensors");
        RegionFiles.Convert(In("a.safetensors"), In("c.h5"));
        RegionFiles.Convert(In("c.h5"), In("d.safetensors"));
        using var first = RegionFiles.Open(In("a.safetensors"));
        using var last = RegionFiles.Open(In("d.safetensors"));
        Assert.Equal(first.Ids.Order(StringComparer.Ordinal), last.Ids.Order(StringComparer.Ordinal));
        foreach (var id in first.Ids)
        {
            var (a, b) = (first.Read(id), last.Read(id));
            Assert.Equal((a.Height, a.Width), (b.Height, b.Width));
            Assert.Equal(a.Features, b.Features);
            for (var i = 0; i < a.Boxes.Length; i++)
                Assert.Equal(a.Boxes[i], b.Boxes[i], 1e-6f);
        }
    }

    [Fact]
    public void Half_precision_halves_the_features()
    {
        Source("a.safetensors");
        RegionFiles.Convert(In("a.safetensors"), In("h.safetensors"), half: true);
        using var half = RegionFiles.Open(In("h.safetensors"));
        Assert.Equal([0.5f, 1, 1.5f, 2, 2.5f, 3], half.Read("7").Features);
        using var raw = SafetensorsFile.Open(In("h.safetensors"));
        Assert.Equal(ScalarType.Float16, raw.Entry("7/features").Type);
    }

    [Fact]
    public void What_cannot_be_converted_is_one_line_and_leaves_nothing()
    {
        Source("a.safetensors");
        string Error(int code, Action convert)
        {
            var error = Assert.ThrowsAny<UserErrorException>(convert);
            Assert.Equal(code, error.ExitCode);
            return error.Message;
        }
        Assert.Contains(
            "must be .safetensors, .h5 or .hdf5",
            Error(2, () => RegionFiles.Convert(In("a.safetensors"), In("b.npz")))
        );
        Assert.Contains("single precision", Error(2, () => RegionFiles.Convert(In("a.safetensors"), In("b.h5"), half: true)));
        Assert.Contains("cannot be read", Error(3, () => RegionFiles.Convert(In("absent"), In("b.h5"))));
        SafetensorsWriter.Write(In("other.safetensors"), [("weight", torch.zeros(1))]);
        Assert.Contains(
            "holds no region features",
            Error(3, () => RegionFiles.Convert(In("other.safetensors"), In("b.safetensors")))
        );
        SafetensorsWriter.Write(
            In("odd.safetensors"),
            [("7/features", torch.zeros(2, 3)), ("7/boxes", torch.zeros(3, 4)), ("7/size", torch.zeros(2))]
        );
        Assert.Contains(
            "picture '7' has features [2, 3], boxes [3, 4], size [2]",
            Error(3, () => RegionFiles.Convert(In("odd.safetensors"), In("b.safetensors")))
        );
        Assert.Equal(3, Directory.GetFiles(folder).Length);
    }

    private void Source(string name)
    {
        using var scope = torch.NewDisposeScope();
        var features = torch.tensor(new float[] { 0.5f, 1, 1.5f, 2, 2.5f, 3 }).view(2, 3);
        var boxes = torch.tensor(new float[] { 0, 0, 0.5f, 0.25f, 0.25f, 0.125f, 1, 1 }).view(2, 4);
        SafetensorsWriter.Write(
            In(name),
            new[] { "7", "COCO_val2014_000000000042" }.SelectMany(id =>
                new[]
                {
                    ($"{id}/features", features),
                    ($"{id}/boxes", boxes),
                    ($"{id}/size", torch.tensor(new long[] { 480, 640 })),
                }
            ),
            new Dictionary<string, string> { ["format"] = "pt", ["layout"] = "region-features" }
        );
    }

    private string In(string name) => Path.Combine(folder, name);
}
