using Harness.Data;
using Harness.Data.PaperFiles;
using Harness.Runs.Configuration;

namespace Harness.Experiments.Published;

/// <summary>The files that the routing paper's runs read of the papers' own data sets.</summary>
internal static class RoutingData
{
    /// <summary>Annotations and pictures, present or not; none for a data set that is not the papers'.</summary>
    /// <param name="folder">Where they are looked for.</param>
    public static IEnumerable<NeededFile> Needs(DatasetConfig dataset, string folder) =>
        [
            .. PaperDatasets.Needs(
                dataset.Name,
                folder,
                [dataset.Train, "val", dataset.Test],
                features: false,
                annotators: dataset.Metric != "soft-label"
            ),
            .. Answers(dataset, folder) is { } answers ? [answers] : Array.Empty<NeededFile>(),
            .. dataset.Name is "vqa-v2-karpathy" or CocoCaptions.SetName ? CocoPictures(folder) : [],
        ];

    /// <summary>The fixed answers that the paper's classifier chooses from; null for other data sets, whose training split decides.</summary>
    public static NeededFile? Answers(DatasetConfig dataset, string folder) =>
        dataset.Name != "vqa-v2-karpathy"
            ? null
            : new(
                "vqa-v2-karpathy: the 3,129 answers (trainval_label2ans.json)",
                folder,
                [
                    .. new[] { "vqa", "datasets/vqa", "annotation/vqav2", "data/annotation/vqav2", "VQAv2" }.Select(f =>
                        $"{f}/trainval_label2ans.json"
                    ),
                    "trainval_label2ans.json",
                ],
                "it comes with LXMERT's and VL-T5's data; name the folder with --data"
            );

    /// <summary>CLIP's ResNet-101, which describes pictures where VL-Adapter's own features are not there.</summary>
    public static NeededFile Clip(string weights) =>
        new(
            "CLIP's ResNet-101 (weights)",
            weights,
            ["resnet101_clip.openai/open_clip_pytorch_model.bin", "resnet101_clip.openai/model.safetensors"],
            "huggingface.co/timm/resnet101_clip.openai has them; name the folder with --weights"
        );

    /// <summary>Folders of grid features by task of CLIP-BART: questions of GQA are about pictures of two. CLIP's weights will do in their place.</summary>
    public static IReadOnlyDictionary<string, NeededFile[]> Grids(string folder, string weights)
    {
        var coco = Grid("COCO");
        return new Dictionary<string, NeededFile[]>
        {
            [FourTasks.Vqa] = [coco],
            [FourTasks.Gqa] = [Grid("VG"), Grid("GQA")],
            [FourTasks.Nlvr] = [Grid("nlvr")],
            [FourTasks.Caption] = [coco],
        };

        NeededFile Grid(string set) =>
            new(
                $"grid features of CLIP's ResNet-101 ({set})",
                folder,
                [
                    $"{set}/clip_features/data_clip_RN101_att",
                    $"datasets/{set}/clip_features/data_clip_RN101_att",
                    .. Clip(weights).Places.Select(p => Path.GetFullPath(Path.Combine(weights, p))),
                ],
                "the README of VL-Adapter (github.com/ylsung/VL_adapter) links them, name the folder with --data; or ./harness fetch full routing brings CLIP's weights, from which they are computed"
            );
    }

    private static IEnumerable<NeededFile> CocoPictures(string folder) =>
        new[] { "train2014", "val2014" }.Select(set => new NeededFile(
            $"pictures of COCO {set}",
            folder,
            [$"COCO/images/{set}", $"COCO/{set}", set, $"MSCOCO/Images/{set}"],
            "get them from cocodataset.org; name the folder with --data"
        ));
}
