using Harness.Data.Files;

namespace Harness.Data.Packages;

/// <summary>Who serves a package.</summary>
public enum PackageSource
{
    Debian,
    Npm,
}

/// <summary>A package of pictures or texts, pinned by version and content.</summary>
/// <param name="Sha256">Of the archive, lower-case hexadecimal.</param>
/// <param name="Licence">Short name, for data cards and reports.</param>
public sealed record PackageSpec(PackageSource Source, string Name, string Version, string Sha256, string Licence)
{
    /// <summary>The file's name in the cache.</summary>
    public string FileName =>
        Name.TrimStart('@').Replace('/', '-') + (Source == PackageSource.Debian ? $"_{Version}_all.deb" : $"-{Version}.tgz");

    /// <summary>A line for data cards: name, version, licence, checksum.</summary>
    public string Describe() => $"{this}, {Licence}, SHA-256 `{Sha256}`";

    public override string ToString() => $"{Name} {Version} ({(Source == PackageSource.Debian ? "Debian" : "npm")})";
}

/// <summary>A package is neither in the cache nor can it be fetched. Callers with a substitute catch this; it never means a damaged file.</summary>
public sealed class PackageUnavailableException(PackageSpec package, string reason)
    : Exception($"package {package} is not in the cache and could not be fetched: {reason}")
{
    public PackageSpec Package { get; } = package;

    /// <summary>For callers that have no substitute.</summary>
    public UserErrorException ToUserError() =>
        new(Message + "; connect to the network and run again", UserErrorException.Missing, this);
}
