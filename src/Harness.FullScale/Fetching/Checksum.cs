using System.Security.Cryptography;
using System.Text;

namespace Harness.FullScale.Fetching;

/// <summary>A published digest of a file: its SHA-256, or the identifier that git gives its content (SHA-1 over <c>blob LENGTH</c>, a zero byte and the content).</summary>
public sealed record Checksum
{
    private const int GitLength = 40,
        Sha256Length = 64;

    /// <param name="hex">64 digits of a SHA-256, or 40 of a git blob.</param>
    public Checksum(string hex) =>
        Hex = IsOne(hex) ? hex : throw new ArgumentException($"'{hex}' has neither {Sha256Length} nor {GitLength} hex digits.");

    public string Hex { get; }

    public string Name => Hex.Length == GitLength ? "git blob" : "SHA-256";

    /// <summary>What a server calls the version of a file, where that is a digest of its content; null where it is anything else.</summary>
    public static Checksum? InTag(string? tag) => tag?.Trim('"') is { } hex && IsOne(hex) ? new Checksum(hex) : null;

    /// <summary>The file's own digest of this kind, lower-case hex.</summary>
    public string Of(string path)
    {
        using var file = File.OpenRead(path);
        if (Hex.Length == Sha256Length)
            return Convert.ToHexStringLower(SHA256.HashData(file));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(Encoding.ASCII.GetBytes($"blob {file.Length}\0"));
        var block = new byte[1 << 16];
        for (int read; (read = file.Read(block)) > 0; )
            hash.AppendData(block.AsSpan(0, read));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public override string ToString() => $"{Name} {Hex}";

    private static bool IsOne(string hex) =>
        hex.Length is GitLength or Sha256Length && hex.All(c => char.IsAsciiDigit(c) || c is >= 'a' and <= 'f');
}
