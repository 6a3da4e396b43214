using System.Reflection;
using Harness.Data.Files;

namespace Harness.Cli;

/// <summary>Where things lie.</summary>
internal static class Repository
{
    /// <summary>The folder that holds Harness.sln, found from the program's own place.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>The adapter that predict asks where none is named.</summary>
    public static string Adapter => Path.Combine(Root, "paper", "adapters", "mixphm");

    /// <summary>The run's folder with which predict writes a caption where none is named.</summary>
    public static string Captioner => Path.Combine(Root, "paper", "adapters", "captioner");

    /// <summary>Backbones that come with the repository, a folder each.</summary>
    public static string Backbones => Path.Combine(Root, "paper", "backbones");

    /// <summary>Downloads and computed weights, shared by all checkouts of a user.</summary>
    public static string Cache { get; } = Harness.Data.Packages.PackageCache.Default().Root;

    /// <summary>A path as the user gave it, or below the repository when it is only there.</summary>
    public static string Locate(string path) =>
        File.Exists(path) || !File.Exists(Path.Combine(Root, path)) ? path : Path.Combine(Root, path);

    /// <summary>The same for a file or a folder.</summary>
    public static string LocateAny(string path) =>
        Path.Exists(path) || !Path.Exists(Path.Combine(Root, path)) ? path : Path.Combine(Root, path);

    /// <summary>Where a file goes that was asked for without a place: the current folder, but in the checkout <c>results</c>.</summary>
    public static string PlaceFor(string current)
    {
        if (!(current + Path.DirectorySeparatorChar).StartsWith(Root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            return current;
        return Directory.CreateDirectory(Path.Combine(Root, "results")).FullName;
    }

    private static string Find(string start) =>
        RepositoryRoot.Above(start)
        ?? throw new UserErrorException(
            $"{start} is not inside a checkout of the harness; start it with ./harness.",
            UserErrorException.Missing
        );
}

/// <summary>The package flavour that this program was built with.</summary>
internal static class Flavour
{
    public static string Name { get; } =
        typeof(Flavour).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "HarnessPackages").Value!;
}
