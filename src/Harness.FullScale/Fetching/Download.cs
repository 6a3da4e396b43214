using Harness.Data.Files;

namespace Harness.FullScale.Fetching;

/// <summary>A file to be had from a server.</summary>
/// <param name="Size">Bytes, where published.</param>
/// <param name="Checksum">Where published; without one the file's form is checked.</param>
public sealed record Download(string Address, FileKind Kind, long? Size = null, Checksum? Checksum = null)
{
    /// <summary>The last part of the address.</summary>
    public string FileName => new Uri(Address).Segments[^1];
}

/// <summary>How patient a downloader is.</summary>
public sealed record DownloadPatience
{
    /// <summary>Attempts in a row that bring nothing new. Default: 5.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>Before the second attempt; doubled before each further one. Default: 1 s.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Without a byte for so long, a connection counts as broken. Default: 60 s.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest that a server's Retry-After is obeyed. Default: five minutes.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>A file could not be had, or what came is not the file; one line. Nothing wrong was kept. Exit code 3.</summary>
/// <param name="elsewhere">Whether the server has no such file for us, or cannot be reached: another source may have it.</param>
public sealed class DownloadException(string message, bool elsewhere = false, Exception? inner = null)
    : UserErrorException(message, Missing, inner)
{
    public bool Elsewhere { get; } = elsewhere;
}
