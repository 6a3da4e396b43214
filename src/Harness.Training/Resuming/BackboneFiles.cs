using System.Security.Cryptography;
using Harness.Data.Files;

namespace Harness.Training.Resuming;

/// <summary>The files of a small backbone's folder, which decide together what it is.</summary>
public sealed class BackboneFiles
{
    private readonly string folder;
    private readonly Lazy<string> digest;

    /// <exception cref="UserErrorException">A file is missing (exit code 3).</exception>
    public BackboneFiles(string folder, params string[] files)
    {
        this.folder = folder;
        if (files.FirstOrDefault(f => !File.Exists(Of(f))) is { } missing)
            throw new UserErrorException(
                $"{folder} has no {missing}; make the backbone with './harness pretrain'.",
                UserErrorException.Missing
            );
        digest = new Lazy<string>(() => Hash(files));
    }

    /// <summary>Hex SHA-256 over the files, read once: a sweep asks for every cell.</summary>
    public string Digest => digest.Value;

    public string Of(string file) => Path.Combine(folder, file);

    private string Hash(string[] files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
            hash.AppendData(File.ReadAllBytes(Of(file)));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
