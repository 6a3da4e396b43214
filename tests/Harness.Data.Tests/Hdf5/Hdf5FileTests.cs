using System.Runtime.InteropServices;
using Harness.Data.Files;
using Harness.Data.Hdf5;

namespace Harness.Data.Tests.Hdf5;

/// <summary>What libhdf5 reads. <c>goldens/halves.h5</c> is written by h5py 3.7: numpy's float16 in both byte orders, and in compressed pieces.</summary>
public partial class Hdf5FileTests
{
    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Duplicate(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Redirect(int from, int to);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [Fact]
    public void Halves_are_read_whatever_their_order_and_pieces()
    {
        Needs.Hdf5();
        using var file = Hdf5File.Open(Path.Combine(AppContext.BaseDirectory, "Hdf5", "goldens", "halves.h5"));
        float[] expected =
        [
            0,
            -0f,
            1,
            -2.5f,
            65504,
            5.9604645e-8f,
            -6.097555e-5f,
            0.33325195f,
            float.PositiveInfinity,
            float.NegativeInfinity,
            1024,
            3.140625f,
        ];
        foreach (var name in new[] { "little", "big", "packed" })
        {
            var (shape, values) = file.Read(name);
            Assert.Equal([3, 4], shape);
            Assert.Equal(expected.Select(BitConverter.SingleToInt32Bits), values.Select(BitConverter.SingleToInt32Bits));
        }
    }

    [Fact]
    public void The_library_prints_nothing_whichever_thread_asks()
    {
        Needs.Hdf5();
        using var folder = new TemporaryFolder();
        using (var writer = new Hdf5Writer(folder["a.h5"]))
            writer.Table("x", new float[] { 1 }, 1);
        using (var said = File.OpenHandle(folder["said"], FileMode.Create, FileAccess.Write))
        {
            var before = Duplicate(2);
            Redirect((int)said.DangerousGetHandle(), 2);
            try
            {
                var asking = Enumerable
                    .Range(0, 3)
                    .Select(_ => new Thread(() =>
                    {
                        using var file = Hdf5File.Open(folder["a.h5"]);
                        Assert.Throws<BadFileException>(() => file.Read("absent"));
                    }))
                    .ToList();
                asking.ForEach(t => t.Start());
                asking.ForEach(t => t.Join());
            }
            finally
            {
                Redirect(before, 2);
                Close(before);
            }
        }
        Assert.DoesNotContain("HDF5", File.ReadAllText(folder["said"]));
    }
}
