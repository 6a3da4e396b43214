using static TorchSharp.torch;

namespace TorchSharp.Tests;

public sealed class ArchiveTests : IDisposable
{
    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Theory, Cpu, Cuda]
    public void A_tensor_in_libtorchs_archive(string device)
    {
        var x = tensor(new float[,] { { 1, 2 }, { 3, 4 } }, device: device);
        save(x.t(), path);
        load(path).Near(1, 3, 2, 4);
        Assert.Equal([2, 2], Tensor.load(path).shape);
    }

    [Fact]
    public void A_tensor_in_the_packages_own_format()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        var x = arange(300).view(2, 150);
        x.Save(writer);
        Assert.Equal(new byte[] { 4, 2, 2, 0x96, 0x01, 0, 0 }, stream.ToArray()[..7]);
        stream.Position = 0;
        Assert.True(x.Equals(TensorExtensionMethods.Load(new BinaryReader(stream))));
        stream.Position = 0;
        Assert.Throws<ArgumentException>(() => zeros(2, 150).Load(new BinaryReader(stream)));
    }
}
