using Harness.Data.Files;
using Harness.Data.Metrics;

namespace Harness.Data.PaperFiles;

/// <summary>A file of questions: where it may lie, and what reads it.</summary>
/// <param name="Places">Relative to the data folder; the first that exists counts.</param>
/// <param name="Annotations">Places of the annotation file, for the official layout alone.</param>
/// <param name="Coco">COCO's name of the pictures' split, for the official layout alone.</param>
internal sealed record PaperFile(
    string[] Places,
    Func<string, List<Question>>? Reader,
    string[]? Annotations = null,
    string Coco = ""
)
{
    public List<Question> Read(DataFolder folder, PaperLayout layout)
    {
        var file = folder.File($"{layout.Name}: a question file", layout.How, Places);
        return Reader is not null
            ? Reader(file)
            : OfficialVqaFiles.Read(file, folder.File($"{layout.Name}: an annotation file", layout.How, Annotations!), Coco);
    }

    public IEnumerable<string> Present(DataFolder folder) =>
        new[] { Places, Annotations ?? [] }
            .Select(places => places.Select(p => Path.Combine(folder.Root, p)).FirstOrDefault(File.Exists))
            .OfType<string>();
}

/// <summary>The files of one data set of the papers.</summary>
/// <param name="How">How to get them: the end of a message about a missing one.</param>
/// <param name="PictureFolders">Relative to the data folder.</param>
/// <param name="Annotations">Files of the annotators' raw answers, val before train, each with its places; none where a question has one answer.</param>
/// <param name="Features">Files of region features without their endings, each with its places; empty where the papers use none.</param>
internal sealed record PaperLayout(
    string Name,
    string Provenance,
    string How,
    IReadOnlyDictionary<string, PaperFile[]> Splits,
    string[] PictureFolders,
    string[][] Annotations,
    string[][] Features,
    string OneAnswerMetric = ""
)
{
    private const string FeaturesHow =
        "get them as VL-T5's feature_extraction or MixPHM's data/README says (36 boxes a picture), name the folder with --data, or take dataset.regions=embedder and pictures";

    private const string LxmertHow =
        "get the JSON files from LXMERT's or VL-T5's data release and lay them out as VL-T5 does (datasets/vqa, datasets/GQA, datasets/okvqa, datasets/nlvr, datasets/COCO/images) or MixPHM (data/annotation); name the folder with --data";

    private const string OfficialHow =
        "get questions and annotations from visualqa.org (okvqa.allenai.org for OK-VQA) and pictures from cocodataset.org; name the folder with --data";

    private static readonly string[] FeatureEndings = [".safetensors", ".h5", ".hdf5"];

    // MixPHM's name first, then VL-T5's.
    private static readonly string[][] CocoFeatures =
    [
        FeaturePlaces("coco_imgfeat/train_obj36", "COCO/features/train2014_obj36"),
        FeaturePlaces("coco_imgfeat/val_obj36", "COCO/features/val2014_obj36"),
    ];

    private static readonly string[][] GqaFeatures =
    [
        FeaturePlaces("vg_imgfeat/vg_gqa_obj36", "VG/features/vg_gqa_obj36"),
        FeaturePlaces("vg_imgfeat/gqa_testdev_obj36", "GQA/features/gqa_testdev_obj36"),
    ];

    private static readonly string[][] VqaAnnotations =
    [
        Places("vqa", "v2_mscoco_val2014_annotations.json"),
        Places("vqa", "v2_mscoco_train2014_annotations.json"),
    ];

    private static readonly string[][] OkVqaAnnotations =
    [
        Places("okvqa", "mscoco_val2014_annotations.json"),
        Places("okvqa", "mscoco_train2014_annotations.json"),
    ];

    private static readonly string[] Coco =
    [
        "COCO/images/train2014",
        "COCO/images/val2014",
        "COCO/train2014",
        "COCO/val2014",
        "train2014",
        "val2014",
        "MSCOCO/Images/train2014",
        "MSCOCO/Images/val2014",
    ];

    public static IReadOnlyList<PaperLayout> All { get; } =
    [
        new(
            "vqa-v2",
            "VQA v2 (Goyal et al. 2017; CC-BY-4.0, pictures from COCO) in LXMERT's files, as MixPHM reads it",
            LxmertHow,
            Lxmert("vqa", ("train", "train"), ("test", "minival nominival")),
            Coco,
            VqaAnnotations,
            CocoFeatures
        ),
        new(
            "vqa-v2-karpathy",
            "VQA v2 (CC-BY-4.0, pictures from COCO), Karpathy's splits in VL-T5's files, as the routing paper reads it",
            LxmertHow,
            Lxmert("vqa", ("train", "karpathy_train"), ("val", "karpathy_val"), ("test", "karpathy_test")),
            Coco,
            VqaAnnotations,
            CocoFeatures
        ),
        new(
            "vqa-v2-official",
            "VQA v2 (CC-BY-4.0, pictures from COCO), the official questions and annotations",
            OfficialHow,
            Official("vqa", "v2_OpenEnded_mscoco_{0}_questions.json", VqaAnnotations),
            Coco,
            VqaAnnotations,
            CocoFeatures
        ),
        new(
            "ok-vqa",
            "OK-VQA (Marino et al. 2019, pictures from COCO) in LXMERT's layout, as MixPHM reads it",
            LxmertHow,
            Lxmert("okvqa", ("train", "train"), ("test", "val")),
            Coco,
            OkVqaAnnotations,
            CocoFeatures
        ),
        new(
            "ok-vqa-official",
            "OK-VQA (Marino et al. 2019, pictures from COCO), the official questions and annotations",
            OfficialHow,
            Official("okvqa", "OpenEnded_mscoco_{0}_questions.json", OkVqaAnnotations),
            Coco,
            OkVqaAnnotations,
            CocoFeatures
        ),
        new(
            "gqa",
            "GQA balanced (Hudson and Manning 2019, CC-BY-4.0) in LXMERT's files",
            LxmertHow,
            Lxmert("GQA", ("train", "train"), ("val", "valid"), ("test", "testdev")),
            ["GQA/images", "gqa/images", "images"],
            [],
            GqaFeatures,
            GqaAccuracy.Version
        ),
        new(
            "nlvr2",
            "NLVR2 (Suhr et al. 2019, CC-BY-4.0) in LXMERT's files",
            LxmertHow,
            new Dictionary<string, PaperFile[]>
            {
                ["train"] = [Nlvr("train")],
                ["val"] = [Nlvr("valid")],
                ["test"] = [Nlvr("test")],
            },
            ["nlvr/images", "nlvr2/images", "images"],
            [],
            [],
            Nlvr2Accuracy.Version
        ),
    ];

    /// <summary>The files that a run needs, present or not.</summary>
    /// <inheritdoc cref="PaperDatasets.Needs"/>
    public IEnumerable<NeededFile> Needs(string folder, IEnumerable<string> splits, bool features, bool annotators)
    {
        foreach (
            var (split, file) in splits
                .Distinct()
                .Where(Splits.ContainsKey)
                .SelectMany(split => Splits[split].Select(f => (split, f)))
        )
        {
            yield return new($"{Name}: questions of {split} ({file.Places[^1]})", folder, file.Places, How);
            if (file.Annotations is { } answers)
                yield return new($"{Name}: answers of {split} ({answers[^1]})", folder, answers, How);
        }
        foreach (var places in features ? Features : [])
            yield return new(
                $"region features ({Path.GetFileNameWithoutExtension(places[0])} of {places[0].Split('/')[0]})",
                folder,
                places,
                FeaturesHow
            );
        // One file is enough for the test questions of every layout.
        if (annotators && Annotations.Length > 0)
            yield return new($"{Name}: what the annotators said ({Annotations[0][^1]})", folder, Annotations[0], OfficialHow);
    }

    /// <summary>Of each of the annotation files, the first place that exists.</summary>
    /// <exception cref="UserErrorException">None exists; exit code 3.</exception>
    public IReadOnlyList<string> PresentAnnotations(DataFolder folder) =>
        Present(folder, Annotations) is { Count: > 0 } present
            ? present
            : throw folder.Missing(
                $"{Name}: the annotators' answers",
                $"{OfficialHow}, or take dataset.metric=soft-label",
                Annotations.SelectMany(a => a)
            );

    /// <summary>Of each of the layout's feature files, the first place that exists.</summary>
    /// <exception cref="UserErrorException">The papers use none for this data set (2), or no file is there (3).</exception>
    public IReadOnlyList<string> PresentFeatures(DataFolder folder)
    {
        if (Features.Length == 0)
            throw new UserErrorException(
                $"{Name} asks about two pictures at once and is not read with region features; dataset.regions must be embedder or detector.",
                UserErrorException.BadUsage
            );
        return Present(folder, Features) is { Count: > 0 } present
            ? present
            : throw folder.Missing($"{Name}: region features", FeaturesHow, Features.SelectMany(f => f));
    }

    private static IReadOnlyList<string> Present(DataFolder folder, string[][] files) =>
        [
            .. files
                .Select(places => places.Select(p => Path.Combine(folder.Root, p)).FirstOrDefault(File.Exists))
                .OfType<string>(),
        ];

    private static Dictionary<string, PaperFile[]> Lxmert(string set, params (string Split, string Files)[] splits) =>
        splits.ToDictionary(
            s => s.Split,
            s => s.Files.Split(' ').Select(f => new PaperFile(Places(set, f + ".json"), LxmertFile.Read)).ToArray()
        );

    private static Dictionary<string, PaperFile[]> Official(string set, string questions, string[][] annotations) =>
        new[] { ("train", "train2014", annotations[1]), ("test", "val2014", annotations[0]) }.ToDictionary(
            s => s.Item1,
            s => new[] { new PaperFile(Places(set, string.Format(null, questions, s.Item2)), null, s.Item3, s.Item2) }
        );

    private static PaperFile Nlvr(string file) => new(Places("nlvr", file + ".json"), Nlvr2File.Read);

    // VL-T5's data folder, its parent, MixPHM's data folder, its parent, the routing code's, and the set's folder alone.
    private static string[] Places(string set, string file)
    {
        string[] annotation = set switch
        {
            "vqa" when file.EndsWith("_annotations.json", StringComparison.Ordinal) => ["annotation/vqav2"],
            "vqa" => ["annotation/lxmert_split"],
            "GQA" => ["annotation/gqa"],
            _ => [$"annotation/{set}"],
        };
        return
        [
            $"{set}/{file}",
            $"datasets/{set}/{file}",
            .. annotation.SelectMany(a => new[] { $"{a}/{file}", $"data/{a}/{file}" }),
            .. set == "vqa" ? [$"VQAv2/{file}"] : Array.Empty<string>(),
            file,
        ];
    }

    private static string[] FeaturePlaces(string mixphm, string vlt5) =>
        [
            .. new[] { mixphm, $"data/{mixphm}", vlt5, $"datasets/{vlt5}" }.SelectMany(place =>
                FeatureEndings.Select(ending => place + ending)
            ),
        ];
}
