namespace Harness.Data.PaperFiles;

/// <summary>A file of questions: where it may lie, and what reads it.</summary>
/// <param name="Places">Relative to the data folder; the first that exists counts.</param>
/// <param name="Annotations">Places of the annotation file, for the official layout alone.</param>
/// <param name="Coco">COCO's name of the pictures' split, for the official layout alone.</param>
internal sealed record PaperFile(string[] Places, Func<string, List<Question>>? Reader, string[]? Annotations = null, string Coco = "")
{
    public List<Question> Read(DataFolder folder, PaperLayout layout)
    {
        var file = folder.File($"{layout.Name}: a question file", layout.How, Places);
        return Reader is not null ? Reader(file) : OfficialVqaFiles.Read(file, folder.File($"{layout.Name}: an annotation file", layout.How, Annotations!), Coco);
    }

    public IEnumerable<string> Present(DataFolder folder) => new[] { Places, Annotations ?? [] }
        .Select(places => places.Select(p => Path.Combine(folder.Root, p)).FirstOrDefault(File.Exists)).OfType<string>();
}

/// <summary>The files of one data set of the papers.</summary>
/// <param name="How">How to get them: the end of a message about a missing one.</param>
/// <param name="PictureFolders">Relative to the data folder.</param>
internal sealed record PaperLayout(string Name, string Provenance, string How, IReadOnlyDictionary<string, PaperFile[]> Splits, string[] PictureFolders)
{
    private const string LxmertHow =
        "get the JSON files from LXMERT's or VL-T5's data release and lay them out as datasets/vqa, datasets/GQA, datasets/okvqa, datasets/nlvr and datasets/COCO/images of VL-T5; name the folder with --data";

    private const string OfficialHow = "get questions and annotations from visualqa.org (okvqa.allenai.org for OK-VQA) and pictures from cocodataset.org; name the folder with --data";

    private static readonly string[] Coco = ["COCO/images/train2014", "COCO/images/val2014", "COCO/train2014", "COCO/val2014", "train2014", "val2014"];

    public static IReadOnlyList<PaperLayout> All { get; } =
    [
        new("vqa-v2", "VQA v2 (Goyal et al. 2017; CC-BY-4.0, pictures from COCO) in LXMERT's files, as MixPHM reads it", LxmertHow,
            Lxmert("vqa", ("train", "train"), ("test", "minival nominival")), Coco),
        new("vqa-v2-karpathy", "VQA v2 (CC-BY-4.0, pictures from COCO), Karpathy's splits in VL-T5's files, as the routing paper reads it", LxmertHow,
            Lxmert("vqa", ("train", "karpathy_train"), ("val", "karpathy_val"), ("test", "karpathy_test")), Coco),
        new("vqa-v2-official", "VQA v2 (CC-BY-4.0, pictures from COCO), the official questions and annotations", OfficialHow,
            Official("vqa", "v2_OpenEnded_mscoco_{0}_questions.json", "v2_mscoco_{0}_annotations.json"), Coco),
        new("ok-vqa", "OK-VQA (Marino et al. 2019, pictures from COCO) in LXMERT's layout, as MixPHM reads it", LxmertHow,
            Lxmert("okvqa", ("train", "train"), ("test", "val")), Coco),
        new("ok-vqa-official", "OK-VQA (Marino et al. 2019, pictures from COCO), the official questions and annotations", OfficialHow,
            Official("okvqa", "OpenEnded_mscoco_{0}_questions.json", "mscoco_{0}_annotations.json"), Coco),
        new("gqa", "GQA balanced (Hudson and Manning 2019, CC-BY-4.0) in LXMERT's files", LxmertHow,
            Lxmert("GQA", ("train", "train"), ("val", "valid"), ("test", "testdev")), ["GQA/images", "gqa/images", "images"]),
        new("nlvr2", "NLVR2 (Suhr et al. 2019, CC-BY-4.0) in LXMERT's files", LxmertHow,
            new Dictionary<string, PaperFile[]> { ["train"] = [Nlvr("train")], ["val"] = [Nlvr("valid")], ["test"] = [Nlvr("test")] }, ["nlvr/images", "nlvr2/images", "images"]),
    ];

    private static Dictionary<string, PaperFile[]> Lxmert(string set, params (string Split, string Files)[] splits) => splits.ToDictionary(
        s => s.Split, s => s.Files.Split(' ').Select(f => new PaperFile(Places(set, f + ".json"), LxmertFile.Read)).ToArray());

    private static Dictionary<string, PaperFile[]> Official(string set, string questions, string annotations) =>
        new[] { ("train", "train2014"), ("test", "val2014") }.ToDictionary(s => s.Item1, s => new[]
        {
            new PaperFile(Places(set, string.Format(null, questions, s.Item2)), null, Places(set, string.Format(null, annotations, s.Item2)), s.Item2),
        });

    private static PaperFile Nlvr(string file) => new(Places("nlvr", file + ".json"), Nlvr2File.Read);

    // VL-T5's data folder, its parent, and the set's folder alone.
    private static string[] Places(string set, string file) => [$"{set}/{file}", $"datasets/{set}/{file}", file];
}
