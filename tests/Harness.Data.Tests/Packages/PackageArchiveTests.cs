using System.Formats.Tar;
using System.IO.Compression;
using Harness.Data.Files;
using Harness.Data.Packages;

namespace Harness.Data.Tests.Packages;

public sealed class PackageArchiveTests : IDisposable
{
    private static readonly PackageSpec Npm = new(PackageSource.Npm, "@scope/pictures", "2.0.0", "", "MIT");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ReadsWantedFilesOfAnNpmPackage()
    {
        Assert.Equal("scope-pictures-2.0.0.tgz", Npm.FileName);
        var archive = Archive();
        var files = PackageArchive.Files(Npm, archive, p => p.EndsWith(".txt", StringComparison.Ordinal)).ToList();
        Assert.Equal(["a.txt", "sub/b.txt"], files.Select(f => f.Path));
        Assert.Equal("sub/b.txt"u8.ToArray(), files[1].Bytes);
    }

    [Fact]
    public void CutArchiveIsAUserError()
    {
        var archive = Archive();
        File.WriteAllBytes(archive, File.ReadAllBytes(archive)[..60]);
        var error = Assert.Throws<UserErrorException>(() => PackageArchive.Files(Npm, archive, _ => true).ToList());
        Assert.Contains(archive, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CutDebianPackageIsAUserError()
    {
        var deb = new PackageSpec(PackageSource.Debian, "x", "1", "", "CC0");
        File.WriteAllText(folder["x.deb"], "!<arch>\ndebian-binary");
        var error = Assert.Throws<UserErrorException>(() => PackageArchive.Files(deb, folder["x.deb"], _ => true).ToList());
        Assert.Equal(3, error.ExitCode);
        Assert.Contains("x.deb", error.Message, StringComparison.Ordinal);
    }

    private string Archive()
    {
        var path = folder["p.tgz"];
        using var zip = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        using var tar = new TarWriter(zip);
        foreach (var name in new[] { "a.txt", "picture.png", "sub/b.txt" })
            tar.WriteEntry(
                new PaxTarEntry(TarEntryType.RegularFile, "package/" + name)
                {
                    DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(name)),
                }
            );
        return path;
    }
}
