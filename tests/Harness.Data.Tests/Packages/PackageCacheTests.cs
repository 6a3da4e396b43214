using System.Security.Cryptography;
using Harness.Data.Files;
using Harness.Data.Packages;
using Harness.Data.Scenes;

namespace Harness.Data.Tests.Packages;

public sealed class PackageCacheTests : IDisposable
{
    private static readonly byte[] Content = "the archive"u8.ToArray();

    private static readonly PackageSpec Package = new(
        PackageSource.Debian,
        "some-pictures",
        "1.0-1",
        Convert.ToHexStringLower(SHA256.HashData(Content)),
        "CC0"
    );

    private readonly TemporaryFolder folder = new();
    private readonly PackageCache cache;

    public PackageCacheTests() => cache = new PackageCache(folder.Path) { Offline = true };

    public void Dispose() => folder.Dispose();

    [Fact]
    public void FindsWhatIsThere()
    {
        Put(Content);
        Assert.Equal(cache.PathOf(Package), cache.Fetch(Package));
        Assert.EndsWith("some-pictures_1.0-1_all.deb", cache.PathOf(Package), StringComparison.Ordinal);
    }

    [Fact]
    public void DamagedFileIsOneClearLine()
    {
        Put("the archivf"u8.ToArray());
        var error = Assert.Throws<UserErrorException>(() => cache.Fetch(Package));
        Assert.Equal(3, error.ExitCode);
        Assert.Contains(cache.PathOf(Package), error.Message, StringComparison.Ordinal);
        Assert.Contains("expected " + Package.Sha256, error.Message, StringComparison.Ordinal);
        Assert.Contains("delete the file and run again", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void DamageAfterTheFirstCheckIsNoticed()
    {
        Put(Content);
        cache.Fetch(Package);
        File.WriteAllBytes(cache.PathOf(Package), Content[..5]);
        Assert.Throws<UserErrorException>(() => cache.Fetch(Package));
    }

    [Fact]
    public void OfflineSaysThatThePackageIsMissing()
    {
        var error = Assert.Throws<PackageUnavailableException>(() => cache.Fetch(Package));
        Assert.Contains("some-pictures 1.0-1 (Debian)", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, error.ToUserError().ExitCode);
    }

    [Fact]
    public void WithoutThePackageShapesTakeItsPlaceAndSaySo()
    {
        var said = new List<string>();
        var sprites = SpriteSources.Open(SpriteSource.Auto, cache, said.Add);
        Assert.Equal("shapes", sprites.Dataset);
        Assert.Contains(said, s => s.Contains("rendered shapes take the place", StringComparison.Ordinal));
        Assert.Equal(3, Assert.Throws<UserErrorException>(() => SpriteSources.Open(SpriteSource.Stamps, cache)).ExitCode);
    }

    [Fact]
    public void DamagedStampsAreAnErrorAndNeverReplaced()
    {
        var path = cache.PathOf(KnownPackages.TuxPaintStamps);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "not a package");
        var error = Assert.Throws<UserErrorException>(() => SpriteSources.Open(SpriteSource.Auto, cache));
        Assert.Equal(3, error.ExitCode);
        Assert.Contains("is damaged", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CacheThatCannotBeWrittenIsOneClearLine()
    {
        File.WriteAllText(folder["file"], "");
        var error = Assert.Throws<UserErrorException>(() =>
            SpriteSources.Open(SpriteSource.Stamps, new PackageCache(folder["file/cache"]))
        );
        Assert.Equal(3, error.ExitCode);
        Assert.Contains("HARNESS_CACHE", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LockWaitsForItsHolder()
    {
        var held = cache.Lock("x");
        var second = Task.Run(() => cache.Lock("x").Dispose());
        await Assert.ThrowsAsync<TimeoutException>(() => second.WaitAsync(TimeSpan.FromMilliseconds(300)));
        held.Dispose();
        await second.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private void Put(byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(cache.PathOf(Package))!);
        File.WriteAllBytes(cache.PathOf(Package), content);
    }
}
