using System.Runtime.InteropServices;
using Harness.Data.Files;

namespace Harness.Data.Hdf5;

/// <summary>
/// An HDF5 file of named tables of numbers, read through the system's libhdf5. The library itself trusts what it reads: files from an
/// untrusted source are better converted once, apart from other work (<c>./harness data convert</c>).
/// </summary>
public sealed class Hdf5File : IDisposable
{
    // A compressed table may be larger than its file by what deflate can do at best, and one picture's regions are never this many.
    private const long MaxExpansion = 1032,
        MaxElements = 1 << 26;

    // Every number of half precision, by its bits.
    private static readonly float[] widened =
    [
        .. Enumerable.Range(0, 1 << 16).Select(bits => (float)BitConverter.UInt16BitsToHalf((ushort)bits)),
    ];

    private readonly Hdf5Library library;
    private readonly string path;
    private readonly long fileBytes;
    private readonly long id;

    private Hdf5File(Hdf5Library library, string path, long id) =>
        (this.library, this.path, this.id, fileBytes) = (library, path, id, new FileInfo(path).Length);

    /// <summary>File name of the library, or empty where there is none.</summary>
    public static string Library => Hdf5Library.Name;

    /// <exception cref="BadFileException">Not an HDF5 file, damaged or truncated.</exception>
    /// <exception cref="UserErrorException">The library is missing; exit code 3.</exception>
    public static unsafe Hdf5File Open(string path)
    {
        Hdf5Superblock.Read(path);
        return Hdf5Thread.Shared.Call(
            path,
            () =>
            {
                var library = Hdf5Library.Shared;
                fixed (byte* name = Hdf5Library.Text(path))
                {
                    var id = library.FileOpen(name, 0, library.Access);
                    return id >= 0
                        ? new Hdf5File(library, path, id)
                        : throw new BadFileException(
                            $"{path}: {Hdf5Library.Name} cannot open it; it is damaged, or being written"
                        );
                }
            }
        );
    }

    /// <summary>Names at the top of the file, in its own order.</summary>
    /// <exception cref="BadFileException">Damaged, or it takes minutes.</exception>
    public unsafe List<string> Names() =>
        Hdf5Thread.Shared.Call(
            path,
            () =>
            {
                var names = new List<string>();
                Hdf5Library.Visit visit = (_, name, _, _) =>
                {
                    names.Add(Marshal.PtrToStringUTF8(name) ?? "");
                    return 0;
                };
                ulong from = 0;
                var status = library.Iterate(id, 0, 2, &from, visit, 0);
                GC.KeepAlive(visit);
                return status >= 0 ? names : throw new BadFileException($"{path}: its groups cannot be listed; it is damaged");
            }
        );

    /// <summary>Whether <c>a/b</c> is there.</summary>
    public unsafe bool Contains(string name) =>
        Hdf5Thread.Shared.Call(
            path,
            () =>
            {
                for (var end = name.IndexOf('/'); ; end = name.IndexOf('/', end + 1))
                {
                    fixed (byte* part = Hdf5Library.Text(end < 0 ? name : name[..end]))
                        if (library.LinkExists(id, part, 0) <= 0)
                            return false;
                    if (end < 0)
                        return true;
                }
            }
        );

    /// <summary>A table of numbers of any type as floats, row by row; empty shape for a single number.</summary>
    /// <exception cref="BadFileException">
    /// No such table, no numbers, more of them than there can be, or reading takes minutes.
    /// </exception>
    public unsafe (long[] Shape, float[] Values) Read(string name) =>
        Hdf5Thread.Shared.Call(
            path,
            () =>
            {
                long data;
                fixed (byte* text = Hdf5Library.Text(name))
                    data = library.DataOpen(id, text, 0);
                if (data < 0)
                    throw Bad(name, "is not in the file or no table");
                try
                {
                    var areHalves = AreHalves(name, data);
                    var shape = Shape(name, data);
                    var count = Count(name, shape);
                    // Halves are widened here: the library's own conversion takes ten times as long as all the rest.
                    return (
                        shape,
                        areHalves
                            ? Array.ConvertAll(Values<ushort>(name, data, library.Half, count), half => widened[half])
                            : Values<float>(name, data, library.Float, count)
                    );
                }
                finally
                {
                    library.DataClose(data);
                }
            }
        );

    public void Dispose() => Hdf5Thread.Shared.Close(path, () => library.FileClose(id));

    private unsafe T[] Values<T>(string name, long data, long type, int count)
        where T : unmanaged
    {
        var values = new T[count];
        fixed (T* to = values)
            if (count > 0 && library.DataRead(data, type, 0, 0, 0, to) < 0)
                throw Bad(name, "cannot be read; it is damaged or compressed in a way that the library lacks");
        return values;
    }

    // Otherwise numbers of another type.
    private bool AreHalves(string name, long data)
    {
        var type = library.DataType(data);
        var kind = type < 0 ? -1 : library.TypeClass(type);
        var areHalves = type >= 0 && library.TypeEqual(type, library.Half) > 0;
        if (type >= 0)
            library.TypeClose(type);
        return kind is 0 or 1 ? areHalves : throw Bad(name, "holds no numbers");
    }

    private unsafe long[] Shape(string name, long data)
    {
        var space = library.DataSpace(data);
        try
        {
            var rank = space < 0 ? -1 : library.SpaceRank(space);
            if (rank is < 0 or > 32)
                throw Bad(name, "has no shape");
            var sizes = stackalloc ulong[32];
            library.SpaceSizes(space, sizes, null);
            return [.. new ReadOnlySpan<ulong>(sizes, rank).ToArray().Select(s => (long)Math.Min(s, long.MaxValue))];
        }
        finally
        {
            if (space >= 0)
                library.SpaceClose(space);
        }
    }

    private int Count(string name, long[] shape)
    {
        var most = Math.Min(MaxElements, MaxExpansion * fileBytes / sizeof(float));
        var count = shape.Aggregate((Int128)1, (n, size) => n > most ? n : n * size);
        return count <= most
            ? (int)count
            : throw Bad(
                name,
                $"would have [{string.Join(", ", shape)}] numbers, more than a file of {fileBytes} bytes can hold of one picture"
            );
    }

    private BadFileException Bad(string name, string what) => new($"{path}: '{name}' {what}");
}
