using System.Security.Cryptography;
using System.Text;

namespace Harness.Data;

/// <summary>What several files or texts hold, as one number.</summary>
public static class FileDigest
{
    /// <summary>Hex SHA-256 over the files' own, in their order.</summary>
    public static string Of(IEnumerable<string> files) =>
        Convert.ToHexStringLower(SHA256.HashData([.. files.SelectMany(HashOf)]));

    /// <summary>Hex SHA-256 of texts put one behind the other.</summary>
    public static string OfTexts(params IEnumerable<string> texts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(texts))));

    private static byte[] HashOf(string file)
    {
        using var stream = File.OpenRead(file);
        return SHA256.HashData(stream);
    }
}
