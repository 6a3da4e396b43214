using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Harness.Data.Files;

namespace Harness.Data.Packages;

/// <summary>
/// Packages on disk. A file's SHA-256 is compared when it arrives and again whenever its size or time stamp changed since, so that
/// a start costs nothing while a damaged file is noticed. Several processes may share the folder.
/// </summary>
/// <param name="root">The cache folder; created when first needed.</param>
public sealed class PackageCache(string root)
{
    /// <summary>
    /// In <c>$HARNESS_CACHE</c>, else <c>$XDG_CACHE_HOME/harness</c>, else <c>~/.cache/harness</c>; offline when <c>$HARNESS_OFFLINE</c> is set and not 0.
    /// </summary>
    public static PackageCache Default() => new(DefaultRoot()) { Offline = Variable("HARNESS_OFFLINE") is not (null or "0") };

    public string Root { get; } = root;

    /// <summary>Never asks the network; what is not in the cache cannot be had.</summary>
    public bool Offline { get; init; }

    public string PathOf(PackageSpec package) => Path.Combine(Root, "packages", package.FileName);

    /// <summary>The archive's path: from the cache, else fetched by the package's own client.</summary>
    /// <param name="say">Told before a download begins.</param>
    /// <exception cref="PackageUnavailableException">Not in the cache, and no client could fetch it.</exception>
    /// <exception cref="UserErrorException">The file's SHA-256 differs from the expected one, or the cache cannot be written.</exception>
    public string Fetch(PackageSpec package, Action<string>? say = null)
    {
        var path = PathOf(package);
        if (IsSound(package))
            return path;
        if (Offline)
            throw new PackageUnavailableException(package, "HARNESS_OFFLINE is set");
        using var alone = Lock(package.FileName);
        if (IsSound(package))
            return path;
        say?.Invoke($"fetching {package}");
        var arrived = PackageClient.Download(package, Folder("partial"));
        var hash = Hash(arrived);
        if (hash != package.Sha256)
        {
            File.Delete(arrived);
            throw Damaged(
                "the download of " + package,
                hash,
                package,
                "run again; if it stays so, the server holds another file"
            );
        }
        File.Move(arrived, path, overwrite: true);
        Remember(path);
        return path;
    }

    /// <summary>True when the file is there and whole; false when it is not there.</summary>
    /// <exception cref="UserErrorException">It is there, and its content is not what was published.</exception>
    public bool IsSound(PackageSpec package)
    {
        var path = PathOf(package);
        if (!File.Exists(path))
            return false;
        if (File.Exists(path + ".checked") && File.ReadAllText(path + ".checked") == Stamp(path))
            return true;
        var hash = Hash(path);
        if (hash != package.Sha256)
            throw Damaged(path, hash, package, "delete the file and run again to fetch it anew");
        Remember(path);
        return true;
    }

    /// <summary>Path of one file of a package, unpacked into the cache on first use; the archive is not needed afterwards.</summary>
    /// <param name="path">As the package spells it.</param>
    /// <inheritdoc cref="Fetch"/>
    public string Extracted(PackageSpec package, string path, Action<string>? say = null)
    {
        var file = InnerFile(package, path);
        if (File.Exists(file))
            return file;
        var found =
            PackageArchive.Files(package, Fetch(package, say), p => p == path).Select(f => f.Bytes).FirstOrDefault()
            ?? throw new UserErrorException($"{package} holds no {path}.", UserErrorException.Missing);
        Write(file, stream => stream.Write(found));
        return file;
    }

    /// <summary>True when <see cref="Extracted"/> needs no network.</summary>
    public bool Has(PackageSpec package, string path) => File.Exists(InnerFile(package, path)) || File.Exists(PathOf(package));

    private string InnerFile(PackageSpec package, string path) => Derived($"{package.Sha256[..16]}-{Path.GetFileName(path)}");

    /// <summary>A file of the cache made from packages, by name; its folder exists.</summary>
    internal string Derived(string name) => Path.Combine(Folder("derived"), name);

    /// <summary>Puts a file into the cache.</summary>
    /// <exception cref="UserErrorException">The cache cannot be written; exit code 3.</exception>
    internal static void Write(string path, Action<Stream> write)
    {
        try
        {
            AtomicFile.Replace(path, write);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, e);
        }
    }

    /// <summary>Held by one process at a time; disposing releases it.</summary>
    internal IDisposable Lock(string name)
    {
        var path = Path.Combine(Folder("packages"), name + ".lock");
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (IsHeldByAnother(e))
            {
                Thread.Sleep(100);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw Unwritable(path, e);
            }
        }
    }

    private string Folder(string name)
    {
        var folder = Path.Combine(Root, name);
        try
        {
            return Directory.CreateDirectory(folder).FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(folder, e);
        }
    }

    private static UserErrorException Unwritable(string path, Exception e) =>
        new(
            $"cannot write the cache at {path}: {e.Message} Set HARNESS_CACHE to a folder that can be written.",
            UserErrorException.Missing,
            e
        );

    // EWOULDBLOCK on Linux and on macOS, and Windows' sharing violation: anything else would never pass by waiting.
    private static bool IsHeldByAnother(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);

    private static string DefaultRoot()
    {
        if (Variable("HARNESS_CACHE") is { } own)
            return Path.GetFullPath(own);
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return Path.Combine(Variable("XDG_CACHE_HOME") ?? Path.Combine(home, ".cache"), "harness");
    }

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static UserErrorException Damaged(string what, string found, PackageSpec package, string mend) =>
        new($"{what} is damaged: SHA-256 {found}, expected {package.Sha256}; {mend}", UserErrorException.Missing);

    private static string Hash(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private static string Stamp(string path)
    {
        var info = new FileInfo(path);
        return string.Create(CultureInfo.InvariantCulture, $"{info.Length} {info.LastWriteTimeUtc.Ticks}");
    }

    private static void Remember(string path)
    {
        try
        {
            AtomicFile.Replace(path + ".checked", s => s.Write(Encoding.UTF8.GetBytes(Stamp(path))));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A cache that cannot be written only costs the next start one more hash.
        }
    }
}
