using System.Reflection;
using Harness.Data;
using Harness.Data.Packages;
using Xunit;
using Xunit.Sdk;

namespace Harness.Tests;

/// <summary>What a machine may lack: why a test that needs it is skipped, or null where it is there.</summary>
internal static class Needs
{
    private static readonly string[] Browsers = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    public static string? Hdf5 => Hdf5File.Library.Length > 0 ? null : "there is no libhdf5 on this machine";

    /// <summary>Path of a Chromium.</summary>
    public static string? BrowserProgram { get; } = Browsers
        .SelectMany(n => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(f => Path.Combine(f, n))).FirstOrDefault(File.Exists);

    public static string? Browser => BrowserProgram is null ? "there is no Chromium on this machine" : null;

    /// <summary>Packages that are in the cache, or can be fetched into it.</summary>
    public static string? Packages(params IEnumerable<PackageSpec> packages)
    {
        try
        {
            foreach (var package in packages) PackageCache.Default().Fetch(package);
            return null;
        }
        catch (PackageUnavailableException e)
        {
            return e.Message;
        }
    }
}

internal sealed class Hdf5FactAttribute : FactAttribute
{
    public Hdf5FactAttribute() => Skip = Needs.Hdf5;
}

internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Needs.Browser;
}

/// <param name="names">Of <see cref="KnownPackages"/>.</param>
internal sealed class PackageFactAttribute : FactAttribute
{
    public PackageFactAttribute(params string[] names) =>
        Skip = Needs.Packages(names.Select(n => (PackageSpec)typeof(KnownPackages).GetField(n)!.GetValue(null)!));
}

/// <summary>A data set by name, for a theory; skipped where its packages cannot be had.</summary>
[DataDiscoverer("Xunit.Sdk.DataDiscoverer", "xunit.core")]
internal sealed class CataloguedDataAttribute : DataAttribute
{
    private readonly string name;

    public CataloguedDataAttribute(string name)
    {
        this.name = name;
        Skip = Needs.Packages(DatasetCatalogue.All.Single(e => e.Name == name).Packages);
    }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[name]];
}
