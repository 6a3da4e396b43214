namespace Harness.Backbones.Tests.HostileFiles;

/// <summary>A reader under attack.</summary>
/// <param name="Sound">Whole files to start from.</param>
/// <param name="Read">Reads a file as a program would, checks whatever can be known about the result, and says how many bytes of tensors it made.</param>
/// <param name="Damage">Makes a damaged file of a sound one.</param>
/// <param name="Factor">Bytes that may be allocated for each byte of the file.</param>
public sealed record HostileReader(
    string Name,
    Lazy<byte[][]> Sound,
    Func<string, byte[], long> Read,
    Func<byte[], Random, byte[]> Damage,
    int Factor
)
{
    /// <summary>What reading anything costs: a stream's buffer, the tables of a dictionary, a message.</summary>
    public const long Fixed = 400_000;

    public override string ToString() => Name;
}
