namespace Harness.Data.Packages;

/// <summary>A package is neither in the cache nor can it be fetched. Callers with a substitute catch this; it never means a damaged file.</summary>
public sealed class PackageUnavailableException(PackageSpec package, string reason)
    : Exception($"package {package} is not in the cache and could not be fetched: {reason}")
{
    public PackageSpec Package { get; } = package;

    /// <summary>For callers that have no substitute.</summary>
    public UserErrorException ToUserError() =>
        new(Message + "; connect to the network and run again", UserErrorException.Missing, this);
}
