using Harness.Data;

namespace Harness.Cli;

/// <summary>Where things lie.</summary>
internal static class Repository
{
    /// <summary>The folder that holds Harness.sln, found from the program's own place.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>Downloads and computed weights, shared by all checkouts of a user.</summary>
    public static string Cache => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } chosen
            ? chosen
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "harness");

    /// <summary>A path as the user gave it, or below the repository when it is only there.</summary>
    public static string Locate(string path) =>
        File.Exists(path) || !File.Exists(Path.Combine(Root, path)) ? path : Path.Combine(Root, path);

    private static string Find(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
                return folder.FullName;
        }
        throw new UserErrorException($"{start} is not inside a checkout of the harness; start it with ./harness.", UserErrorException.Missing);
    }
}
