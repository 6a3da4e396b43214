using System.IO.Compression;
using Harness.Data.Files;

namespace Harness.Data.Packages;

/// <summary>Files taken out of packages and kept together in one archive of the cache, so that a start need not unpack the packages again.</summary>
internal static class DerivedFiles
{
    /// <summary>Contents by path: from the archive of that name, else made, written and returned. An archive that is not whole is made anew.</summary>
    /// <param name="packages">What the files come from; a damaged one is an error even where the archive would do.</param>
    /// <param name="make">Gives the files; called with the paths of the packages in the order given.</param>
    /// <exception cref="PackageUnavailableException">The archive is not there, and a package cannot be had.</exception>
    public static IReadOnlyDictionary<string, byte[]> Load(
        PackageCache cache,
        string name,
        IReadOnlyList<PackageSpec> packages,
        Func<IReadOnlyList<string>, IReadOnlyDictionary<string, byte[]>> make,
        Action<string>? say
    )
    {
        foreach (var package in packages)
            cache.IsSound(package);
        var file = cache.Derived(name);
        if (TryRead(file) is { } ready)
            return ready;
        var archives = packages.Select(p => cache.Fetch(p, say)).ToList();
        using var alone = cache.Lock(name);
        if (TryRead(file) is { } made)
            return made;
        say?.Invoke($"unpacking {string.Join(", ", packages.Select(p => p.Name))}");
        var files = make(archives);
        AtomicFile.ClearTemporaries(file);
        PackageCache.Write(
            file,
            stream =>
            {
                using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
                foreach (var (path, bytes) in files)
                {
                    using var entry = zip.CreateEntry(path, CompressionLevel.NoCompression).Open();
                    entry.Write(bytes);
                }
            }
        );
        return files;
    }

    private static Dictionary<string, byte[]>? TryRead(string file)
    {
        if (!File.Exists(file))
            return null;
        try
        {
            using var zip = ZipFile.OpenRead(file);
            return zip.Entries.ToDictionary(e => e.FullName, Bytes);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        var bytes = new MemoryStream((int)entry.Length);
        using var stream = new CheckedEntry(entry);
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
