namespace Harness.Data.PaperFiles;

/// <summary>
/// The four sets that VL-Adapter (arXiv 2112.06825) tunes one model on, in its splits: VQA v2 and COCO captions in Karpathy's, GQA's train and valid
/// together, NLVR2. As in its code each training caption is an item of its own, and GQA is looked at on the questions that it is tested on.
/// </summary>
public static class VlAdapterTasks
{
    public const string SetName = "vl-adapter-tasks";

    /// <summary>The sets by name.</summary>
    internal static IReadOnlyList<string> Sets { get; } = ["vqa-v2-karpathy", "gqa", "nlvr2", CocoCaptions.SetName];

    internal static FourTasks Open(string folder)
    {
        var (vqa, gqa, nlvr) = (Asked(Sets[0]), Asked(Sets[1]), Asked(Sets[2]));
        var captions = (CocoCaptions)PaperDatasets.Open(CocoCaptions.SetName, folder);
        return new FourTasks(
            SetName,
            ["train", "val", "test"],
            new(
                [vqa.Provenance, gqa.Provenance, nlvr.Provenance, captions.Provenance],
                ["Each task's questions are those of its own set; tasks take turns in a split as long as they last."],
                ["See the data sets' papers."]
            ),
            [
                new(FourTasks.Vqa, vqa, vqa.Questions),
                new(
                    FourTasks.Gqa,
                    gqa,
                    split => split == "train" ? gqa.Questions("train").Concat(gqa.Questions("val")) : gqa.Questions("test")
                ),
                new(FourTasks.Nlvr, nlvr, nlvr.Questions),
                new(
                    FourTasks.Caption,
                    captions,
                    split =>
                        captions
                            .Captions(split)
                            .SelectMany(c => split == "train" ? Each(c) : [FourTasks.Asked(c, c.PictureId, "genuine")])
                ),
            ]
        );

        IVqaDataset Asked(string name) => (IVqaDataset)PaperDatasets.Open(name, folder);

        static IEnumerable<Question> Each(CaptionedPicture c) =>
            c.Texts.Select((t, i) => FourTasks.Asked(c with { Texts = [t.Trim()] }, $"{c.PictureId}#{i}", "genuine"));
    }
}
