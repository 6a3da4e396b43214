using Harness.Data.Files;

namespace Harness.FullScale.Fetching;

/// <summary>Other servers for the same files.</summary>
/// <param name="Hub">In place of <c>https://huggingface.co</c>; null for itself.</param>
/// <param name="Mirror">A folder on a server that has a folder a host: the file of <c>https://HOST/PATH</c> is <c>MIRROR/HOST/PATH</c>. Null: none.</param>
public sealed record Mirrors(string? Hub = null, string? Mirror = null)
{
    public const string HubAddress = "https://huggingface.co";

    /// <summary>From <c>$HF_ENDPOINT</c> and <c>$HARNESS_MIRROR</c>.</summary>
    /// <exception cref="UserErrorException">One is no http or https address; exit code 2.</exception>
    public static Mirrors FromEnvironment() => new(Variable("HF_ENDPOINT"), Variable("HARNESS_MIRROR"));

    /// <summary>Where a file is asked for.</summary>
    public string Of(string address) =>
        Hub is not null && address.StartsWith(HubAddress + "/", StringComparison.Ordinal) ? Hub + address[HubAddress.Length..]
        : Mirror is not null ? $"{Mirror}/{address[(address.IndexOf("://", StringComparison.Ordinal) + 3)..]}"
        : address;

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is not { Length: > 0 } value ? null
        : Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? value.TrimEnd('/')
        : throw new UserErrorException(
            $"{name} = {value} is no address; write https://SERVER/FOLDER.",
            UserErrorException.BadUsage
        );
}
