namespace Harness.Data.Packages;

/// <summary>Fetches an archive with the package system's own client, which knows mirrors and proxies and resumes what broke off.</summary>
internal static class PackageClient
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    /// <summary>The archive's path in <paramref name="folder"/>; not yet checked.</summary>
    public static string Download(PackageSpec package, string folder) =>
        package.Source switch
        {
            PackageSource.Debian => Debian(package, folder),
            _ => Npm(package, folder),
        };

    private static string Debian(PackageSpec package, string folder)
    {
        string[] patience = ["-o", "Acquire::Retries=2", "-o", "Acquire::http::Timeout=20", "-o", "Acquire::https::Timeout=20"];
        // The sandbox user of apt may not write into a cache that belongs to root.
        string[] options = Environment.UserName == "root" ? [.. patience, "-o", "APT::Sandbox::User=root"] : patience;
        string[] wanted = ["download", $"{package.Name}={package.Version}"];
        var said = Run("apt-get", folder, [.. options, .. wanted]);
        if (said.Code > 0)
        {
            // A fresh machine has no package lists; private ones need no rights and change nothing outside the cache.
            var lists = Directory.CreateDirectory(Path.Combine(folder, "apt-lists", "partial")).Parent!.FullName;
            string[] own =
            [
                .. options,
                "-o",
                "Dir::State::Lists=" + lists,
                "-o",
                "Dir::Cache::pkgcache=",
                "-o",
                "Dir::Cache::srcpkgcache=",
            ];
            said = Run("apt-get", folder, [.. own, "update"]);
            if (said.Code == 0)
                said = Run("apt-get", folder, [.. own, .. wanted]);
        }
        return Arrived(package, folder, package.FileName, said);
    }

    private static string Npm(PackageSpec package, string folder) =>
        Arrived(package, folder, package.FileName, Run("npm", folder, "pack", $"{package.Name}@{package.Version}", "--silent"));

    private static ProgramResult Run(string program, string folder, params string[] arguments) =>
        ExternalProgram.Run(program, arguments, folder, Limit).GetAwaiter().GetResult();

    private static string Arrived(PackageSpec package, string folder, string file, ProgramResult said)
    {
        var path = Path.Combine(folder, file);
        if (said.Code != 0)
            throw new PackageUnavailableException(package, said.Complaint);
        if (!File.Exists(path))
            throw new PackageUnavailableException(package, $"its client left no file {file}");
        return path;
    }
}
