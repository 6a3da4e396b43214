using System.Globalization;
using Harness.Data.Captions;
using Harness.Data.Files;
using Harness.Data.Packages;
using Harness.Data.Pictures;
using Harness.Data.Sampling;
using Harness.Data.Scenes;

namespace Harness.Data;

/// <summary>
/// Tux Paint's stamps with the genuine sentence of each (splits <c>train</c> and <c>test</c>), and, kept apart, scenes of stamps with a sentence from a
/// template (<c>templated-train</c>, <c>templated-test</c>). Stamps are split by the stem of their name, so numbered near-duplicates stay together,
/// and no sentence of the test split occurs in training.
/// </summary>
public sealed partial class StampCaptions : ICaptionDataset
{
    private const int TestShare = 5,
        TemplatedTrain = 2000,
        TemplatedTest = 500;

    private readonly IReadOnlyDictionary<string, byte[]> files;
    private readonly SceneRenderer renderer;
    private readonly Dictionary<string, Scene> scenes = [];
    private readonly Dictionary<string, IReadOnlyList<CaptionedPicture>> captions = [];

    private StampCaptions(
        IReadOnlyList<(string Stem, string Sentence)> stamps,
        IReadOnlyDictionary<string, byte[]> files,
        SpriteSet sprites,
        long seed
    )
    {
        this.files = files;
        renderer = new SceneRenderer(sprites);
        var root = RandomStream.Root(seed).Sub(Name);
        var test = TestStamps(stamps, root.Sub("split"));
        captions["train"] =
        [
            .. stamps.Where(s => !test.Contains(s.Stem)).Select(s => new CaptionedPicture(s.Stem, [s.Sentence])),
        ];
        captions["test"] = [.. stamps.Where(s => test.Contains(s.Stem)).Select(s => new CaptionedPicture(s.Stem, [s.Sentence]))];
        var composer = new SceneComposer(sprites, new SceneRules());
        foreach (var (split, count) in new[] { ("templated-train", TemplatedTrain), ("templated-test", TemplatedTest) })
        {
            var stream = root.Sub(split);
            List<Scene> made =
            [
                .. Enumerable
                    .Range(0, count)
                    .Select(i =>
                        composer.Compose(string.Create(CultureInfo.InvariantCulture, $"{split}-p{i:D6}"), stream.Sub((ulong)i))
                    ),
            ];
            captions[split] = [.. made.Select(s => new CaptionedPicture(s.Id, [SceneCaption.Of(s)], "templated"))];
            foreach (var scene in made)
                scenes[scene.Id] = scene;
        }
        Digest = FileDigest.OfTexts($"{Name} {Version} {CaptionedStamps.Digest} {sprites.Digest} Seed={seed}");
    }

    /// <exception cref="UserErrorException">The package cannot be had, or is damaged.</exception>
    public static StampCaptions Open(long seed, PackageCache? cache = null, Action<string>? say = null)
    {
        var from = cache ?? PackageCache.Default();
        try
        {
            var (stamps, files) = CaptionedStamps.Load(from, say);
            return new StampCaptions(stamps, files, StampSprites.Load(from, say), seed);
        }
        catch (PackageUnavailableException e)
        {
            throw e.ToUserError();
        }
    }

    public string Name => "stamp-captions";

    public string Version => "1";

    public string Digest { get; }

    public string Provenance =>
        "Tux Paint stamps (Debian package tuxpaint-stamps-default 2022.06.04-1, GPL-2), each with the package's own English sentence; templated splits are scenes composed here";

    public DatasetNotes Notes { get; } =
        new(
            [KnownPackages.TuxPaintStamps.Describe()],
            [
                "Splits train and test hold every stamp that has a picture file and a sentence of its own, apart from letters, digits, signs of arithmetic and money: the cut-out on white, 128×128 pixels, and the first line of the package's text file, unchanged.",
                "Stamps are split by the stem of their file's name without numbers and variants, one family in five to test; a family that shares a sentence with training goes to training.",
                "Splits templated-train and templated-test are another thing: scenes composed here, with a sentence from a template that lists what stands from left to right. They are true by construction and are no captions that a person wrote; scores on them never stand beside scores on the genuine sentences.",
            ],
            [
                "One reference a picture, most of the form \"A NAME.\": CIDEr-D is decided by the noun, BLEU-4 by very short sentences.",
                "Names are often exact (a great blue heron) where a viewer would say less (a bird); some sentences tell what no picture shows (how much a coin is worth, who wears a hat).",
                "Stamps that exist as vector graphics only are left out.",
                "Test pictures show things that training never names, by design: the split is by name.",
            ]
        );

    public IReadOnlyList<string> Splits { get; } = ["train", "test", "templated-train", "templated-test"];

    /// <inheritdoc/>
    public IReadOnlyList<CaptionedPicture> Captions(string split) =>
        captions.TryGetValue(split, out var list)
            ? list
            : throw new ArgumentException($"{Name} has no split '{split}'; it has {string.Join(", ", Splits)}.");

    /// <exception cref="ArgumentException">No such picture.</exception>
    public Picture Picture(string pictureId) =>
        scenes.TryGetValue(pictureId, out var scene) ? renderer.Render(scene)
        : files.TryGetValue(pictureId + ".png", out var png) ? PictureCodec.Decode(png).On(new Rgb(255, 255, 255))
        : throw new ArgumentException(
            $"{Name} has no picture '{pictureId}'; there are {captions["train"][0].PictureId} and templated-test-p000000."
        );

    /// <summary>The stems of the test split: whole families of stems, less those that share a sentence with training.</summary>
    internal static HashSet<string> TestStamps(IReadOnlyList<(string Stem, string Sentence)> stamps, RandomStream random)
    {
        var families = stamps.GroupBy(s => Family(s.Stem)).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        random.Shuffle(families);
        var test = families.Take(families.Count / TestShare).SelectMany(f => f).ToList();
        // A family that shares a sentence with training goes to training as a whole, and may pull others after it.
        while (true)
        {
            var taught = stamps.Except(test).Select(s => s.Sentence.ToUpperInvariant()).ToHashSet();
            var shared = test.Where(s => taught.Contains(s.Sentence.ToUpperInvariant())).Select(s => Family(s.Stem)).ToHashSet();
            if (shared.Count == 0)
                return [.. test.Select(s => s.Stem)];
            test.RemoveAll(s => shared.Contains(Family(s.Stem)));
        }
    }

    /// <summary>The stem without the number at its end and the words that mark variants: <c>animals/birds/duck2</c> → <c>duck</c>.</summary>
    private static string Family(string stem) => Variant().Replace(Path.GetFileName(stem).ToLowerInvariant(), "");

    [System.Text.RegularExpressions.GeneratedRegex(@"[-_ ]*(?:photo|cartoon|toy)?[-_ ]*(?:\d+[a-c]?)?$")]
    private static partial System.Text.RegularExpressions.Regex Variant();
}
