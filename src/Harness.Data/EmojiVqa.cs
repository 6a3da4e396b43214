using Harness.Data.Emoji;
using Harness.Data.Files;
using Harness.Data.Packages;
using Harness.Data.Pictures;
using Harness.Data.Sampling;

namespace Harness.Data;

/// <summary>
/// Questions about single emoji. The training pictures are drawn by one artist (Google), the test pictures of the same emoji by another (Twitter), so
/// that what must carry over is what is drawn. Names and keywords come from Unicode's annotations; a "no" is asked only where they do not contradict it.
/// </summary>
public sealed class EmojiVqa : IVqaDataset
{
    private readonly EmojiCatalogue catalogue;
    private readonly Dictionary<string, IReadOnlyList<Question>> questions;

    public EmojiVqa(EmojiCatalogue catalogue, long seed)
    {
        this.catalogue = catalogue;
        var root = RandomStream.Root(seed).Sub(Name);
        questions = new[]
        {
            (Split: "train", Artist: EmojiCatalogue.Google),
            (Split: "test", Artist: EmojiCatalogue.Twitter),
        }.ToDictionary(s => s.Split, s => EmojiQuestions.Make(catalogue.Concepts, s.Artist, s.Split, root.Sub(s.Split)));
        Digest = FileDigest.OfTexts($"{Name} {Version} {EmojiCatalogue.Digest} Seed={seed}");
    }

    /// <exception cref="UserErrorException">A package cannot be had, or is damaged.</exception>
    public static EmojiVqa Open(long seed, PackageCache? cache = null, Action<string>? say = null)
    {
        try
        {
            return new EmojiVqa(EmojiCatalogue.Load(cache ?? PackageCache.Default(), say), seed);
        }
        catch (PackageUnavailableException e)
        {
            throw e.ToUserError();
        }
    }

    public string Name => "emoji-vqa";

    public string Version => "1";

    public string Digest { get; }

    public string Provenance =>
        "emoji as Google (Apache-2.0) and Twitter (CC-BY-4.0) draw them, from the npm packages emoji-datasource-google and -twitter 16.0.0; names and keywords from Unicode's CLDR 48.2 (Unicode-3.0)";

    public DatasetNotes Notes { get; } =
        new(
            [.. EmojiCatalogue.Packages.Select(p => p.Describe())],
            [
                "Every emoji that both artists draw, without skin tones and without those that Unicode replaced. Pictures are 64×64 pixels on white. Training questions are about Google's drawings, test questions about Twitter's drawings of the same emoji.",
                "Categories and kinds are the list's categories and subcategories, names are Unicode's English short names, flags are named by their territory; all in the form to which VQA's evaluation normalises answers. Nothing comes from a picture.",
                "A question with the answer \"no\" names another emoji of which no word occurs among this one's names, keywords and subcategory, and the other way round. Every name, kind and territory is asked once with \"yes\" and once with \"no\", so that wordings do not give answers away.",
                "No name or territory is asked of an emoji that either artist draws like another one (mean difference of 16×16 thumbnails below 3 of 255: the flags of France and Clipperton Island, families, clock faces), nor one that two emoji share.",
            ],
            [
                "Drawings, not photographs; one object a picture, nothing to count or to relate.",
                "Both artists follow Unicode's reference glyphs, so pixels alone carry far (see the nearest picture).",
                "Every emoji of the test split was seen in training, drawn by the other artist: this is transfer between styles, not to new concepts.",
                "Keywords are not complete: a \"no\" is as safe as the annotations are. Nearly equal flags that differ in shade (Indonesia and Monaco, Chad and Romania) are kept.",
                "A name is one answer; synonyms score 0.",
            ]
        );

    public IReadOnlyList<string> Splits { get; } = ["train", "test"];

    /// <inheritdoc/>
    public IReadOnlyList<Question> Questions(string split) =>
        questions.TryGetValue(split, out var list)
            ? list
            : throw new ArgumentException($"{Name} has no split '{split}'; it has {string.Join(", ", Splits)}.");

    /// <exception cref="ArgumentException">No such picture.</exception>
    public Picture Picture(string pictureId) =>
        pictureId.Split('/') is [var artist, var stem] && catalogue.Has(artist, stem)
            ? catalogue.Picture(artist, stem)
            : throw new ArgumentException($"{Name} has no picture '{pictureId}'; there are google/1f34c and twitter/1f34c.");

    public IReadOnlyList<Box> Regions(string pictureId) => GridRegions.Eight;
}
