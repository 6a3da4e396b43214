using Harness.Data.Packages;

namespace Harness.Data.Tests.Packages;

public class DerivedFilesTests
{
    [Fact]
    public void An_archive_of_the_cache_that_is_damaged_is_made_anew()
    {
        using var folder = new TemporaryFolder();
        var cache = new PackageCache(folder.Path);
        var made = 0;
        byte[] content = [.. Enumerable.Range(0, 1000).Select(i => (byte)i)];
        byte[] Load() =>
            DerivedFiles.Load(
                cache,
                "numbers.zip",
                [],
                _ =>
                {
                    made++;
                    return new Dictionary<string, byte[]> { ["numbers"] = content };
                },
                say: null
            )["numbers"];
        Assert.Equal(content, Load());
        Assert.Equal(content, Load());
        Assert.Equal(1, made);
        var file = cache.Derived("numbers.zip");
        var archive = File.ReadAllBytes(file);
        archive[500] ^= 1;
        File.WriteAllBytes(file, archive);
        Assert.Equal(content, Load());
        Assert.Equal(2, made);
    }
}
