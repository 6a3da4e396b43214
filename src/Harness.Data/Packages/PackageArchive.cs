using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using Harness.Data.Files;

namespace Harness.Data.Packages;

/// <summary>The files inside a package.</summary>
public static class PackageArchive
{
    /// <summary>Streams the regular files that <paramref name="wanted"/> accepts; paths have no leading "./" or "package/".</summary>
    /// <exception cref="UserErrorException">The archive cannot be unpacked.</exception>
    public static IEnumerable<(string Path, byte[] Bytes)> Files(
        PackageSpec package,
        string archive,
        Func<string, bool> wanted
    ) => package.Source == PackageSource.Debian ? Debian(archive, wanted) : Npm(archive, wanted);

    private static IEnumerable<(string, byte[])> Debian(string archive, Func<string, bool> wanted)
    {
        // dpkg-deb knows every compression that a Debian package may use; it writes the plain tar stream.
        Process process;
        try
        {
            process = Process.Start(
                new ProcessStartInfo("dpkg-deb", ["--fsys-tarfile", archive])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new UserErrorException(
                $"cannot unpack {archive}: there is no program dpkg-deb; install dpkg",
                UserErrorException.Missing,
                e
            );
        }
        using (process)
        {
            var error = process.StandardError.ReadToEndAsync();
            foreach (var file in Tar(process.StandardOutput.BaseStream, archive, wanted))
                yield return file;
            process.StandardOutput.BaseStream.CopyTo(Stream.Null);
            process.WaitForExit();
            if (process.ExitCode != 0)
                throw new UserErrorException($"cannot unpack {archive}: {error.Result.Trim()}", UserErrorException.Missing);
        }
    }

    private static IEnumerable<(string, byte[])> Npm(string archive, Func<string, bool> wanted)
    {
        using var zip = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress);
        foreach (var (path, bytes) in Tar(zip, archive, p => wanted(Inner(p))))
            yield return (Inner(path), bytes);
        static string Inner(string path) =>
            path.StartsWith("package/", StringComparison.Ordinal) ? path["package/".Length..] : path;
    }

    private static IEnumerable<(string, byte[])> Tar(Stream stream, string archive, Func<string, bool> wanted)
    {
        using var tar = new TarReader(stream, leaveOpen: true);
        while (Next(tar, archive) is { } entry)
        {
            var path = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
            if (
                entry.DataStream is null
                || entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile)
                || !wanted(path)
            )
                continue;
            var bytes = new byte[entry.Length];
            entry.DataStream.ReadExactly(bytes);
            yield return (path, bytes);
        }
    }

    private static TarEntry? Next(TarReader tar, string archive)
    {
        try
        {
            return tar.GetNextEntry();
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new UserErrorException($"cannot unpack {archive}: {e.Message}", UserErrorException.Missing, e);
        }
    }
}
