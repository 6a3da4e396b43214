namespace Harness.Data.Files;

/// <summary>The folder that holds the sources, known by the file that fixes the packages' versions.</summary>
public static class RepositoryRoot
{
    /// <summary>The nearest such folder at or above <paramref name="start"/>; null where there is none.</summary>
    public static string? Above(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
                return folder.FullName;
        }
        return null;
    }
}
