using System.Globalization;
using System.Text.Json;
using Harness.Data.Pictures;
using Harness.Data.Regions;

namespace Harness.FullScale.Synthetic;

/// <summary>Sizes of a synthetic data set.</summary>
/// <param name="Pool">Questions to train on, each with a picture of its own.</param>
/// <param name="Shown">Questions of each other split.</param>
public sealed record DataSizes(int Pool, int Shown)
{
    /// <summary>Of a photograph in pixels. Default: COCO's commonest, 640×480.</summary>
    public (int Width, int Height) Picture { get; init; } = (640, 480);

    /// <summary>Regions of a picture and their features. Default: 36 × 2048.</summary>
    public (int Regions, int Width) Features { get; init; } = (36, 2048);

    /// <summary>Side of a grid of cells, and width of a cell. Default: 7, 2048.</summary>
    public (int Side, int Width) Grid { get; init; } = (7, 2048);
}

/// <summary>Questions, pictures and features in the layouts of the papers' data folders; what they say is drawn or counted up and means nothing.</summary>
public sealed class SyntheticData(string folder, DataSizes sizes)
{
    // Told apart from other folders of the kind, whose picture features may lie in the same cache.
    private readonly string mark = Guid.NewGuid().ToString("N")[..8];

    private (string Split, int First, int Count)[] Splits =>
        [("train", 1, sizes.Pool), ("val", 1001, sizes.Shown), ("test", 1001 + sizes.Shown, sizes.Shown)];

    /// <summary>Questions, annotators' answers and region features of VQA v2, GQA and OK-VQA, as in MixPHM's data folder.</summary>
    public void MixPhm()
    {
        Questions("lxmert_split/train", "COCO_train2014_{0:D12}", 1, sizes.Pool);
        Questions("lxmert_split/minival", "COCO_val2014_{0:D12}", 1001, sizes.Shown);
        Questions("lxmert_split/nominival", "COCO_val2014_{0:D12}", 1001 + sizes.Shown, sizes.Shown);
        Questions("okvqa/train", "COCO_train2014_{0:D12}", 1, sizes.Pool);
        Questions("okvqa/val", "COCO_val2014_{0:D12}", 1001, sizes.Shown);
        Questions("gqa/train", "{0}", 1, sizes.Pool);
        Questions("gqa/testdev", "n{0}", 1001, sizes.Shown);
        Answers("vqav2/v2_mscoco_val2014_annotations", 2 * sizes.Shown);
        Answers("okvqa/mscoco_val2014_annotations", sizes.Shown);
        Features("coco_imgfeat/train_obj36", 1, sizes.Pool, "{0}");
        Features("coco_imgfeat/val_obj36", 1001, 2 * sizes.Shown, "{0}");
        Features("vg_imgfeat/vg_gqa_obj36", 1, sizes.Pool, "{0}");
        Features("vg_imgfeat/gqa_testdev_obj36", 1001, sizes.Shown, "n{0}");

        void Questions(string file, string picture, int from, int count) =>
            Json(
                $"annotation/{file}.json",
                Numbers(from, count)
                    .Select(i => new
                    {
                        question_id = i,
                        img_id = string.Format(CultureInfo.InvariantCulture, picture, i),
                        sent = $"what is {i} in this picture ?",
                        label = new Dictionary<string, double> { [Answer(i)] = 1 },
                    })
            );

        void Answers(string file, int count) =>
            Json(
                $"annotation/{file}.json",
                new
                {
                    annotations = Numbers(1001, count)
                        .Select(i => new { question_id = i, answers = Enumerable.Repeat(new { answer = Answer(i) }, 10) }),
                }
            );

        void Features(string file, int from, int count, string key) =>
            Hdf5RegionFile.Write(
                Place($"{file}.h5"),
                new DrawnRegions(
                    [.. Numbers(from, count).Select(i => string.Format(CultureInfo.InvariantCulture, key, i))],
                    sizes.Features.Regions,
                    sizes.Features.Width
                )
            );
    }

    /// <summary>Questions of VQA v2, GQA and NLVR2, captions, the released answers, pictures of COCO, and grid features of all pictures.</summary>
    public void Routing()
    {
        foreach (var (split, first, count) in Splits)
            Json(
                $"vqa/karpathy_{split}.json",
                Numbers(first, count)
                    .Select(i => new
                    {
                        question_id = i,
                        img_id = Path.GetFileNameWithoutExtension(Picture(i)),
                        sent = $"what is {i} {mark}?",
                        label = new Dictionary<string, double> { [Answer(i)] = 1, ["not listed"] = 0.3 },
                        answer_type = "yes/no",
                        question_type = "what is",
                    })
            );
        // As many as the released list has.
        Json("vqa/trainval_label2ans.json", new[] { "maybe", "no", "yes" }.Concat(Numbers(0, 3126).Select(i => $"answer {i}")));
        Json(
            "COCO/dataset_coco.json",
            new
            {
                images = Splits.SelectMany(s =>
                    Numbers(s.First, s.Count)
                        .Select(i => new
                        {
                            filepath = Folder(i),
                            filename = Picture(i),
                            split = s.Split == "train" && i % 2 == 0 ? "restval" : s.Split,
                            sentences = new[] { $"A picture of {Answer(i)} {i}.", $"It is {mark}." }.Select(raw => new { raw }),
                        })
                ),
            }
        );
        foreach (var i in Splits.SelectMany(s => Numbers(s.First, s.Count)))
            File.WriteAllBytes(Place($"COCO/images/{Folder(i)}/{Picture(i)}"), PictureCodec.Encode(Drawn(i)));
        foreach (var (split, file) in new[] { (Splits[0], "train"), (Splits[1], "valid"), (Splits[2], "testdev") })
            Json(
                $"GQA/{file}.json",
                Numbers(split.First, split.Count)
                    .Select(i => new
                    {
                        question_id = $"{i}",
                        img_id = $"{i}",
                        sent = $"is it {i}?",
                        label = new Dictionary<string, double> { [Answer(i)] = 1 },
                    })
            );
        foreach (var (split, file) in new[] { (Splits[0], "train"), (Splits[1], "valid"), (Splits[2], "test") })
            Json(
                $"nlvr/{file}.json",
                Numbers(split.First, split.Count)
                    .Select(i => new
                    {
                        identifier = $"{file}-{i}-0-0",
                        img0 = $"{file}-{i}-img0",
                        img1 = $"{file}-{i}-img1",
                        label = i % 2,
                        sent = $"one shows {i}.",
                        uid = $"u{i}",
                    })
            );
        Grids(
            "COCO",
            Splits.SelectMany(s => Numbers(s.First, s.Count)).Select(i => Path.GetFileNameWithoutExtension(Picture(i)))
        );
        Grids("VG", Splits.SkipLast(1).SelectMany(s => Numbers(s.First, s.Count)).Select(i => $"{i}"));
        Grids("GQA", Numbers(Splits[2].First, Splits[2].Count).Select(i => $"{i}"));
        Grids(
            "nlvr",
            new[] { "train", "valid", "test" }
                .Zip(Splits)
                .SelectMany(s =>
                    Numbers(s.Second.First, s.Second.Count)
                        .SelectMany(i => new[] { $"{s.First}-{i}-img0", $"{s.First}-{i}-img1" })
                )
        );

        void Grids(string set, IEnumerable<string> pictures)
        {
            foreach (var picture in pictures)
                Hdf5RegionFile.Write(
                    Place($"{set}/clip_features/data_clip_RN101_att/{picture}.h5"),
                    new DrawnRegions([picture], sizes.Grid.Side * sizes.Grid.Side, sizes.Grid.Width)
                );
        }

        static string Folder(int i) => i > 1000 ? "val2014" : "train2014";
        static string Picture(int i) => string.Create(CultureInfo.InvariantCulture, $"COCO_{Folder(i)}_{i:D12}.jpg");
    }

    private static string Answer(int question) => question % 2 == 0 ? "yes" : "no";

    private static IEnumerable<int> Numbers(int from, int count) => Enumerable.Range(from, count);

    private Picture Drawn(int seed)
    {
        var (width, height) = (sizes.Picture.Width + seed % 5, sizes.Picture.Height);
        var rgb = new byte[3 * width * height];
        new Random(seed).NextBytes(rgb);
        return new Picture(width, height, rgb);
    }

    private void Json(string path, object content) => File.WriteAllText(Place(path), JsonSerializer.Serialize(content));

    private string Place(string path) => SyntheticFile.Place(folder, path);
}
