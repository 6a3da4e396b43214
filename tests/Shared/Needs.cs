using Harness.Data;
using Harness.Data.Hdf5;
using Harness.Data.Packages;

namespace Harness.Tests.Shared;

/// <summary>What a machine may lack: a test that begins with one of these is skipped where it is not there.</summary>
internal static class Needs
{
    private static readonly string[] Browsers = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    public static void Hdf5() => Assert.SkipUnless(Hdf5File.Library.Length > 0, "there is no libhdf5 on this machine");

    /// <returns>Path of a Chromium.</returns>
    public static string Browser()
    {
        var program = ExternalProgram.Find(Browsers);
        Assert.SkipWhen(program is null, "there is no Chromium on this machine");
        return program!;
    }

    /// <summary>Packages that are in the cache, or can be fetched into it.</summary>
    public static void Packages(params IEnumerable<PackageSpec> packages)
    {
        try
        {
            foreach (var package in packages)
                PackageCache.Default().Fetch(package);
        }
        catch (PackageUnavailableException e)
        {
            Assert.Skip(e.Message);
        }
    }

    /// <returns>What the catalogue has under the name.</returns>
    public static DatasetEntry Dataset(string name)
    {
        var entry = DatasetCatalogue.All.Single(e => e.Name == name);
        Packages(entry.Packages);
        return entry;
    }
}
