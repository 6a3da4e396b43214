using Harness.Data.Files;
using Harness.Data.Hdf5;

namespace Harness.Data.Tests.Hdf5;

public class Hdf5SuperblockTests
{
    private static readonly byte[] Signature = [0x89, (byte)'H', (byte)'D', (byte)'F', 13, 10, 26, 10];

    /// <summary>A header of version 0 for a file of <paramref name="end"/> bytes whose root is at <paramref name="root"/>.</summary>
    internal static byte[] Old(long end, long root, long start = 0) =>
        [
            .. Signature,
            0,
            0,
            0,
            0,
            0,
            8,
            8,
            0,
            4,
            0,
            16,
            0,
            0,
            0,
            0,
            0,
            .. BitConverter.GetBytes(start),
            .. BitConverter.GetBytes(-1L),
            .. BitConverter.GetBytes(end),
            .. BitConverter.GetBytes(-1L),
            .. BitConverter.GetBytes(0L),
            .. BitConverter.GetBytes(root),
            .. new byte[24],
        ];

    private static byte[] New(byte version, long end, long root) =>
        [
            .. Signature,
            version,
            8,
            8,
            0,
            .. BitConverter.GetBytes(0L),
            .. BitConverter.GetBytes(-1L),
            .. BitConverter.GetBytes(end),
            .. BitConverter.GetBytes(root),
            1,
            2,
            3,
            4,
        ];

    [Fact]
    public void Both_forms_are_read()
    {
        Assert.Equal(new Hdf5Superblock(0, 0, 200, 96), Read([.. Old(200, 96), .. new byte[104]]));
        Assert.Equal(new Hdf5Superblock(2, 0, 60, 48), Read([.. New(2, 60, 48), .. new byte[60]]));
        Assert.Equal(new Hdf5Superblock(3, 0, 60, 48), Read([.. New(3, 60, 48), .. new byte[60]]));
    }

    [Fact]
    public void A_block_of_the_users_may_come_first() =>
        Assert.Equal(new Hdf5Superblock(0, 1024, 1224, 96), Read([.. new byte[1024], .. Old(1224, 96, 1024), .. new byte[104]]));

    [Fact]
    public void What_is_wrong_is_one_line()
    {
        Assert.Contains("no signature", Error([]));
        Assert.Contains("no signature", Error("PK.."u8.ToArray()));
        Assert.Contains("ends in the middle", Error(Signature));
        Assert.Contains("should have 200 bytes and has 196; fetch it again", Error([.. Old(200, 96), .. new byte[100]]));
        Assert.Contains("version is 9", Error([.. New(9, 60, 48), .. new byte[60]]));
        Assert.Contains("root is at byte 60 of 60", Error([.. New(2, 60, 60), .. new byte[60]]));
        Assert.Contains("begins at byte 7", Error([.. Old(200, 96, 7), .. new byte[104]]));
        Assert.Contains("not set", Error([.. Old(200, -1), .. new byte[104]]));
        for (var length = 0; length < 80; length++)
            Error(Old(200, 96)[..length]);
    }

    [Fact]
    public void Writes_of_the_library_are_read()
    {
        Needs.Hdf5();
        using var folder = new TemporaryFolder();
        using (var writer = new Hdf5Writer(folder["a.h5"]))
            writer.Table("x", new float[] { 1, 2 }, 2);
        Assert.Equal(new FileInfo(folder["a.h5"]).Length, Hdf5Superblock.Read(folder["a.h5"]).End);
    }

    [Fact]
    public void A_file_that_the_library_writes_is_not_locked()
    {
        Needs.Hdf5();
        using var folder = new TemporaryFolder();
        using var writer = new Hdf5Writer(folder["a.h5"]);
        File.OpenRead(folder["a.h5"]).Dispose(); // throws where a lock is held
    }

    private static Hdf5Superblock Read(byte[] file)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["a.h5"], file);
        return Hdf5Superblock.Read(folder["a.h5"]);
    }

    private static string Error(byte[] file)
    {
        var message = Assert.Throws<BadFileException>(() => Read(file)).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }
}
