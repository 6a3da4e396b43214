using System.Globalization;
using Harness.Data.Files;
using Harness.Data.Pictures;

namespace Harness.Data.PaperFiles;

/// <summary>
/// COCO captions in Karpathy's splits: <c>dataset_coco.json</c> (restval belongs to training), or <c>captions_{train,val,test}_karpathy.json</c> in
/// COCO's own layout as the routing code reads them.
/// </summary>
public sealed class CocoCaptions : ICaptionDataset
{
    public const string SetName = "coco-karpathy";

    internal const string GettingIt =
        "get dataset_coco.json from Karpathy's caption_datasets.zip and pictures from cocodataset.org; name the folder with --data";

    private static readonly string[] Pictures = ["COCO/images", "COCO", "images", ".", "MSCOCO/Images"];

    private readonly DataFolder folder;
    private readonly Dictionary<string, List<CaptionedPicture>> captions;

    private sealed record KarpathyFile(List<KarpathyImage> Images);

    private sealed record KarpathyImage(string Filename, string Split, List<Sentence> Sentences, string Filepath = "");

    private sealed record Sentence(string Raw);

    private sealed record CocoFile(List<CocoImage> Images, List<CocoCaption> Annotations);

    private sealed record CocoImage(long Id, string FileName);

    private sealed record CocoCaption(long ImageId, string Caption);

    /// <exception cref="UserErrorException">A file is missing or not of its layout; exit code 3.</exception>
    public CocoCaptions(DataFolder folder)
    {
        this.folder = folder;
        string[] whole = [.. Places("dataset_coco.json")];
        if (whole.Select(p => Path.Combine(folder.Root, p)).FirstOrDefault(File.Exists) is { } one)
        {
            captions = Karpathy(one);
            Digest = FileDigest.Of([one]);
            return;
        }
        string[] splits = ["train", "val", "test"];
        var files = splits.ToDictionary(
            s => s,
            s => folder.File($"{SetName}: the captions", GettingIt, [.. Places($"captions_{s}_karpathy.json"), .. whole])
        );
        captions = splits.ToDictionary(s => s, s => Coco(files[s]));
        Digest = FileDigest.Of(files.Values);
    }

    public string Name => SetName;

    public string Version => "1";

    public string Digest { get; }

    public string Provenance =>
        "COCO captions (Chen et al. 2015; CC-BY-4.0, pictures under their own licences), Karpathy's splits";

    public DatasetNotes Notes =>
        new([Provenance, GettingIt], ["Captions are the data set's own."], ["See the data set's paper."]);

    public IReadOnlyList<string> Splits => [.. captions.Keys];

    /// <inheritdoc/>
    public IReadOnlyList<CaptionedPicture> Captions(string split) =>
        captions.TryGetValue(split, out var list) ? list : throw ((IDataset)this).NoSplit(split);

    /// <exception cref="UserErrorException">The picture is missing or cannot be read; exit code 3.</exception>
    public Picture Picture(string pictureId) => folder.Picture(pictureId, GettingIt, Pictures);

    /// <summary>The captions in either layout; of Karpathy's three files, the first stands for all.</summary>
    internal static NeededFile Needs(string folder) =>
        new(
            $"{SetName}: the captions",
            folder,
            [.. Places("dataset_coco.json"), .. Places("captions_train_karpathy.json")],
            GettingIt
        );

    private static string[] Places(string file) => [$"COCO/{file}", $"datasets/COCO/{file}", $"MSCOCO/annotations/{file}", file];

    private static Dictionary<string, List<CaptionedPicture>> Karpathy(string file)
    {
        var images = PaperJson.Read<KarpathyFile>(file, "{images: [{filename, split, sentences: [{raw}]}]}").Images;
        return images
            .GroupBy(i => i.Split == "restval" ? "train" : i.Split)
            .OrderBy(g =>
                g.Key switch
                {
                    "train" => 0,
                    "val" => 1,
                    _ => 2,
                }
            )
            .ToDictionary(
                g => g.Key,
                g =>
                    g.Select(i => new CaptionedPicture(Path.Combine(i.Filepath, i.Filename), [.. i.Sentences.Select(s => s.Raw)]))
                        .ToList()
            );
    }

    private static List<CaptionedPicture> Coco(string file)
    {
        var read = PaperJson.Read<CocoFile>(file, "{images: [{id, file_name}], annotations: [{image_id, caption}]}");
        var texts = read.Annotations.ToLookup(a => a.ImageId, a => a.Caption);
        if (read.Images.FirstOrDefault(i => !texts.Contains(i.Id)) is { } bare)
            throw new BadFileException(string.Create(CultureInfo.InvariantCulture, $"{file}: image {bare.Id} has no caption."));
        return [.. read.Images.Select(i => new CaptionedPicture(Folder(i.FileName) + i.FileName, [.. texts[i.Id]]))];
    }

    // Karpathy's test pictures lie in val2014; a COCO file name says which folder it belongs to.
    private static string Folder(string fileName) => fileName.Split('_') is ["COCO", var split, ..] ? split + "/" : "";
}
