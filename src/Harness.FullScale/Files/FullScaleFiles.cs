using Harness.FullScale.Fetching;

namespace Harness.FullScale.Files;

/// <summary>
/// Every file of full scale, with where it comes from. No address is made up: each stands on the public page named with it. Revisions of models are those
/// that public projects pin; sizes and digests are given where a public page states them, otherwise the hub's own statement or the file's form is checked.
/// </summary>
public static class FullScaleFiles
{
    public const string MixPhm = "mixphm",
        Routing = "routing";

    private const long MB = 1_000_000,
        GB = 1_000 * MB;

    private const string Vqa = "visualqa.org/download.html; SHA-256 from facebookresearch/ParlAI, parlai/tasks/vqa_v2/build.py",
        Coco = "cocodataset.org; size and SHA-256 from tensorflow/datasets, url_checksums/coco.txt",
        Lxmert = "README of airsplay/lxmert",
        Gqa = "cs.stanford.edu/people/dorarad/gqa/download.html",
        OkVqa = "okvqa.allenai.org/download.html",
        Nlvr = "lil-lab/nlvr, nlvr2/data (sizes and digests of that commit)",
        ByAttribution = "CC-BY-4.0",
        NotStated = "not stated",
        Photographs = "each photograph's own (Flickr), as cocodataset.org says";

    private static readonly string[] both = [MixPhm, Routing],
        mixphm = [MixPhm],
        routing = [Routing];

    private static readonly Archive karpathy = new(
        new(
            "https://cs.stanford.edu/people/karpathy/deepimagesent/caption_datasets.zip",
            FileKind.Zip,
            36_745_453,
            new("4cfd70132527b80933105e5829dc9034eaab9573482e2e680abbab6130244817")
        ),
        37 * MB,
        "cs.stanford.edu/people/karpathy/deepimagesent; size and SHA-256 from tensorflow/datasets, url_checksums/coco_captions.txt"
    );

    private static readonly Archive gqaQuestions = new(
        new("https://downloads.cs.stanford.edu/nlp/data/gqa/questions1.2.zip", FileKind.Zip),
        1_400 * MB,
        Gqa
    );

    /// <summary>All of them, what others are made from first.</summary>
    public static IReadOnlyList<FullFile> All { get; } =
    [
        .. OfficialVqa(),
        .. OfficialOkVqa(),
        new(Shelf.Data, "COCO/dataset_coco.json", routing, NotStated, 144 * MB, new Unpacked(karpathy, "dataset_coco.json")),
        .. LxmertVqa(),
        new(
            Shelf.Data,
            "vqa/trainval_label2ans.json",
            routing,
            "MIT",
            MB,
            new Direct(
                new(
                    "https://raw.githubusercontent.com/airsplay/lxmert/0db1182b9030da3ce41f17717cc628e1cd0a95d5/data/vqa/trainval_label2ans.json",
                    FileKind.Json,
                    46_668,
                    new("e72e568a6303130f5a627db06360605ee3b306366ff463aa5153d782adc12a7d")
                ),
                "airsplay/lxmert, data/vqa (size and digest of that commit)"
            )
        ),
        .. KarpathyVqa(),
        .. new[] { "train", "val" }.Select(split =>
            Made(
                $"okvqa/{split}.json",
                mixphm,
                NotStated,
                15 * MB,
                [$"okvqa/OpenEnded_mscoco_{split}2014_questions.json", $"okvqa/mscoco_{split}2014_annotations.json"],
                [],
                "OK-VQA's own questions and soft scores of its annotators' answers, in its order; the authors' file is on a drive page and may have another",
                (folders, path) => QuestionConversions.OkVqa(folders.Data, split, path),
                OkVqa
            )
        ),
        .. new[] { ("train", "train"), ("valid", "val"), ("testdev", "testdev") }.Select(s =>
            Made(
                $"GQA/{s.Item1}.json",
                s.Item1 == "valid" ? routing : both,
                ByAttribution,
                200 * MB,
                [],
                [gqaQuestions],
                "the balanced questions, as data/gqa/process_raw_data_scripts of airsplay/lxmert makes them",
                (folders, path) => QuestionConversions.Gqa(gqaQuestions.In(folders), $"{s.Item2}_balanced_questions.json", path),
                Gqa
            )
        ),
        .. Nlvr2(),
        Pictures(
            "COCO/images/train2014/",
            "train2014",
            13_510_573_713,
            "ede4087e640bddba550e090eae701092534b554b42b05ac33f0300b984b31775"
        ),
        Pictures(
            "COCO/images/val2014/",
            "val2014",
            6_645_013_297,
            "fe9be816052049c34717e077d9e34aa60814a55679f804cd043e3cbee3b9fde0"
        ),
        new(
            Shelf.Data,
            "GQA/images/",
            routing,
            "each photograph's own (Flickr), as Visual Genome's",
            20_300 * MB,
            new Unpacked(
                new(new("https://downloads.cs.stanford.edu/nlp/data/gqa/images.zip", FileKind.Zip), 20_300 * MB, Gqa),
                "images/"
            )
        ),
        Paged(
            "nlvr/images/",
            routing,
            "github.com/lil-lab/nlvr/tree/master/nlvr2",
            "its README links a form that gives access; all pictures go into this one folder under their own names",
            FileKind.Text
        ),
        .. Regions(),
        .. new[] { "COCO", "VG", "GQA", "nlvr" }.Select(set =>
            Paged(
                $"{set}/clip_features/data_clip_RN101_att/",
                routing,
                "huggingface.co/datasets/ylsung/VL-Adapter-datasets",
                "tools/restore_datasets.py of github.com/ylsung/VL_adapter, whose README names the page, lays them out with --out DATA (47 GB to download, 132 GB on disk)",
                FileKind.Hdf5
            )
        ),
        new(
            Shelf.Weights,
            "VLT5-novqa/Epoch30_base.pth",
            mixphm,
            NotStated,
            900 * MB,
            new OnPage(
                "github.com/woojeongjin/FewVLM",
                "its README links the pre-trained checkpoint 'base' on a drive page; rename it",
                FileKind.Weights
            )
        ),
        .. Model(
            "google-t5/t5-base",
            "a9723ea7f1b39c1eae772870f3b547bf6ef7e6c1",
            mixphm,
            "Apache-2.0",
            new HubFile("config.json", FileKind.Json, 1_208, "46dd7cb62d29c81fb551e0ef1ea274c24a46ba441eeb948897706252933df033"),
            new HubFile(
                "spiece.model",
                FileKind.Pieces,
                791_656,
                "d60acb128cf7b7f2536e8f38a5b18a05535c9e14c7a355904270e15b0945ea86"
            )
        ),
        .. Model(
            "google/vit-base-patch16-224-in21k",
            "b4569560a39a0f1af58e3ddaf17facf20ab919b0",
            routing,
            "Apache-2.0",
            new HubFile("config.json", FileKind.Json),
            new HubFile("preprocessor_config.json", FileKind.Json),
            new HubFile(
                "model.safetensors",
                FileKind.Weights,
                Sha256: "fd4e1169c7aa6c2dbfa8a6448be13b35abc0ee256190857c90009d12c094619b",
                About: 346 * MB
            )
        ),
        .. Model(
            "google/vit-large-patch16-224-in21k",
            "6074eaf2211423e928c93b93ef773d5da618aa7e",
            routing,
            "Apache-2.0",
            new HubFile("config.json", FileKind.Json),
            new HubFile("preprocessor_config.json", FileKind.Json),
            new HubFile("model.safetensors", FileKind.Weights, About: 1_218 * MB)
        ),
        .. Model(
            "FacebookAI/roberta-base",
            "e2da8e2f811d1448a5b465c236feacd80ffbac7b",
            routing,
            "MIT",
            new HubFile("config.json", FileKind.Json, Sha256: "ef0185e2aae6e06c5f105a285006952c340e20c7dbf43c86ec82601b13fc45e9"),
            new HubFile("vocab.json", FileKind.Json, Sha256: "9e7f63c2d15d666b52e21d250d2e513b87c9b713cfa6987a82ed89e5e6e50655"),
            new HubFile("merges.txt", FileKind.Text, Sha256: "1ce1664773c50f3e0cc8842619a93edc4624525b728b188a9e0be33b7726adc5"),
            new HubFile(
                "model.safetensors",
                FileKind.Weights,
                498_818_054,
                "5bde1d28afb363d0103324efeb5afc8b2b397fe5e04beabb9b1ef355255ade81"
            )
        ),
        .. Model(
            "FacebookAI/roberta-large",
            "722cf37b1afa9454edce342e7895e588b6ff1d59",
            routing,
            "MIT",
            new HubFile("config.json", FileKind.Json),
            new HubFile("vocab.json", FileKind.Json),
            new HubFile("merges.txt", FileKind.Text),
            new HubFile("model.safetensors", FileKind.Weights, About: 1_422 * MB)
        ),
        .. Model(
            "openai-community/gpt2",
            "607a30d783dfa663caf39e06633721c8d4cfcd7e",
            routing,
            "MIT",
            new HubFile("config.json", FileKind.Json, 665, "0daed7749b4f02b8f76240d5444551d7b08712dab4d0adb8239c56ba823bb7b4"),
            new HubFile(
                "vocab.json",
                FileKind.Json,
                1_042_301,
                "196139668be63f3b5d6574427317ae82f612a97c5d1cdaf36ed2256dbf636783"
            ),
            new HubFile("merges.txt", FileKind.Text, 456_318, "1ce1664773c50f3e0cc8842619a93edc4624525b728b188a9e0be33b7726adc5"),
            new HubFile(
                "model.safetensors",
                FileKind.Weights,
                548_105_171,
                "248dfc3911869ec493c76e65bf2fcf7f615828b0254c12b473182f0f81d3a707"
            )
        ),
        .. Model(
            "openai-community/gpt2-medium",
            "6dcaa7a952f72f9298047fd5137cd6e4f05f41da",
            routing,
            "MIT",
            new HubFile("config.json", FileKind.Json),
            new HubFile("vocab.json", FileKind.Json),
            new HubFile("merges.txt", FileKind.Text),
            new HubFile("model.safetensors", FileKind.Weights, About: 1_520 * MB)
        ),
        .. Model(
            "facebook/bart-base",
            "aadd2ab0ae0c8268c7c9693540e9904811f36177",
            routing,
            "Apache-2.0",
            new HubFile("config.json", FileKind.Json, 1_716),
            new HubFile("vocab.json", FileKind.Json, 898_823),
            new HubFile("merges.txt", FileKind.Text, 456_318),
            new HubFile("model.safetensors", FileKind.Weights, About: 558 * MB)
        ),
        .. Model(
            "timm/resnet101_clip.openai",
            null,
            routing,
            "MIT",
            new HubFile("open_clip_pytorch_model.bin", FileKind.Weights, About: 480 * MB)
        ),
    ];

    /// <summary>Those of a paper; all of them where none is named.</summary>
    public static IEnumerable<FullFile> Of(string? paper) => All.Where(f => paper is null || f.Papers.Contains(paper));

    private sealed record HubFile(string Name, FileKind Kind, long? Size = null, string? Sha256 = null, long? About = null);

    // At the hub, address and file names are the hub's own scheme; public projects pin the same revision.
    private static IEnumerable<FullFile> Model(
        string model,
        string? revision,
        string[] papers,
        string licence,
        params HubFile[] files
    ) =>
        files.Select(f => new FullFile(
            Shelf.Weights,
            $"{model.Split('/')[1]}/{f.Name}",
            papers,
            licence,
            f.Size ?? f.About ?? (f.Name.EndsWith("config.json", StringComparison.Ordinal) ? 1_000 : MB),
            new Direct(
                new(
                    $"{Mirrors.HubAddress}/{model}/resolve/{revision ?? "main"}/{f.Name}",
                    f.Kind,
                    f.Size,
                    f.Sha256 is { } hex ? new Checksum(hex) : null
                ),
                $"huggingface.co/{model}"
                    + (
                        revision is null
                            ? "; file name from huggingface/pytorch-image-models, timm/models/resnet.py; no revision could be established, so main"
                            : ""
                    )
            )
        ));

    private static FullFile Made(
        string place,
        string[] papers,
        string licence,
        long bytes,
        string[] from,
        Archive[] archives,
        string how,
        Action<Folders, string> make,
        string stated
    ) => new(Shelf.Data, place, papers, licence, bytes, new Converted(from, archives, how, make, stated));

    private static FullFile Pictures(string place, string set, long size, string sha256) =>
        new(
            Shelf.Data,
            place,
            routing,
            Photographs,
            size,
            new Unpacked(
                new(new($"http://images.cocodataset.org/zips/{set}.zip", FileKind.Zip, size, new(sha256)), size, Coco),
                $"{set}/"
            )
        );

    private static FullFile Paged(string place, string[] papers, string page, string how, FileKind kind) =>
        new(Shelf.Data, place, papers, NotStated, 0, new OnPage(page, how, kind));

    private static IEnumerable<FullFile> OfficialVqa()
    {
        const string server = "https://s3.amazonaws.com/cvmlp/vqa/mscoco/vqa/";
        foreach (
            var (name, inside, bytes, sha256) in new[]
            {
                (
                    "v2_Questions_Train_mscoco",
                    "v2_OpenEnded_mscoco_train2014_questions.json",
                    46 * MB,
                    "05a64b6e2582d06d7585f5429674a9a33851878be1bff9f8668cdcf792df611e"
                ),
                (
                    "v2_Questions_Val_mscoco",
                    "v2_OpenEnded_mscoco_val2014_questions.json",
                    22 * MB,
                    "e71f6c5c3e97a51d050f28243e262b28cd0c48d11a6b4632d769d30d3f93222a"
                ),
                (
                    "v2_Annotations_Train_mscoco",
                    "v2_mscoco_train2014_annotations.json",
                    380 * MB,
                    "fb101bcefe91422c543c2bb6d70af11eb3119d0ff745ae283d09acdf66250853"
                ),
                (
                    "v2_Annotations_Val_mscoco",
                    "v2_mscoco_val2014_annotations.json",
                    184 * MB,
                    "0caae7c8d1dafd852727f5ac046bc1efca9b72026bd6ffa34fc489f3a7b3291e"
                ),
            }
        )
            yield return new(
                Shelf.Data,
                $"vqa/{inside}",
                both,
                ByAttribution,
                bytes,
                new Unpacked(new(new($"{server}{name}.zip", FileKind.Zip, Checksum: new(sha256)), bytes / 10, Vqa), inside)
            );
    }

    private static IEnumerable<FullFile> OfficialOkVqa() =>
        new[] { "train", "val" }
            .SelectMany(split => new[] { $"OpenEnded_mscoco_{split}2014_questions.json", $"mscoco_{split}2014_annotations.json" })
            .Select(file => new FullFile(
                Shelf.Data,
                $"okvqa/{file}",
                mixphm,
                NotStated,
                15 * MB,
                new Unpacked(new(new($"https://okvqa.allenai.org/static/data/{file}.zip", FileKind.Zip), MB, OkVqa), file)
            ));

    // LXMERT's split of val2014 in two; MixPHM tests on both together.
    private static IEnumerable<FullFile> LxmertVqa() =>
        new[] { "train", "nominival", "minival" }.Select(file =>
        {
            var split = file == "train" ? "train" : "val";
            return new FullFile(
                Shelf.Data,
                $"vqa/{file}.json",
                mixphm,
                ByAttribution,
                100 * MB,
                new Direct(new($"https://nlp.cs.unc.edu/data/lxmert_data/vqa/{file}.json", FileKind.Json), Lxmert),
                new Converted(
                    file == "minival"
                        ? []
                        : [$"vqa/v2_OpenEnded_mscoco_{split}2014_questions.json", $"vqa/v2_mscoco_{split}2014_annotations.json"],
                    [],
                    file == "minival"
                        ? "no question: all of val2014 are in nominival.json, and tests read both"
                        : "the official questions with soft scores of all annotators' answers, in the official order: a sample of few questions is another than the authors'",
                    (folders, path) =>
                    {
                        if (file == "minival")
                            QuestionConversions.None(path);
                        else
                            QuestionConversions.Vqa(folders.Data, split, path);
                    },
                    Vqa
                )
            );
        });

    private static IEnumerable<FullFile> KarpathyVqa() =>
        new[] { "train", "val", "test" }.Select(split =>
            Made(
                $"vqa/karpathy_{split}.json",
                routing,
                ByAttribution,
                150 * MB,
                [
                    "vqa/v2_OpenEnded_mscoco_train2014_questions.json",
                    "vqa/v2_OpenEnded_mscoco_val2014_questions.json",
                    "vqa/v2_mscoco_train2014_annotations.json",
                    "vqa/v2_mscoco_val2014_annotations.json",
                    "vqa/trainval_label2ans.json",
                    "COCO/dataset_coco.json",
                ],
                [],
                "the official questions about Karpathy's pictures of that split, labelled by the 3,129 answers; VL-T5's file is on a drive page and may have another order",
                (folders, path) => QuestionConversions.KarpathyVqa(folders.Data, split, path),
                Vqa
            )
        );

    private static IEnumerable<FullFile> Nlvr2()
    {
        foreach (
            var (split, file, size, digest) in new (string, string, long?, string)[]
            {
                ("train", "train", null, "affca2ee36563123e069f92e7c391000952e257c"),
                ("valid", "dev", 3_762_423, "7c44bc7831c0e060ae7d31807c91cc0c9791322363d8d86828fb44a77f09ae88"),
                ("test", "test1", 3_780_579, "f49a6c512d6868f8faf3b3bbe1a816bf5e8643f13c1bf26e527a21b84e27e2ec"),
            }
        )
        {
            yield return new(
                Shelf.Data,
                $"nlvr/official/{file}.json",
                routing,
                ByAttribution,
                40 * MB,
                new Direct(
                    new(
                        $"https://raw.githubusercontent.com/lil-lab/nlvr/18924841aa96d519cfb8584f0945350f07a6d860/nlvr2/data/{file}.json",
                        FileKind.JsonLines,
                        size,
                        new(digest)
                    ),
                    Nlvr
                )
            );
            yield return Made(
                $"nlvr/{split}.json",
                routing,
                ByAttribution,
                40 * MB,
                [$"nlvr/official/{file}.json"],
                [],
                "as data/nlvr2/process_raw_data_scripts of airsplay/lxmert makes it",
                (folders, path) =>
                    QuestionConversions.Nlvr2(Path.Combine(folders.Data, $"nlvr/official/{file}.json"), split, path),
                Nlvr
            );
        }
    }

    private static IEnumerable<FullFile> Regions()
    {
        const string drive = "github.com/jingjing12110/MixPHM/blob/main/data/README.md",
            vlt5 = "github.com/j-min/VL-T5/tree/main/feature_extraction";
        yield return Features("coco_imgfeat/train_obj36.h5", drive, "its README links a drive page");
        yield return Features("coco_imgfeat/val_obj36.h5", drive, "its README links a drive page");
        yield return Features("vg_imgfeat/vg_gqa_obj36.h5", vlt5, "its README links a drive page, or says how to extract them");
        yield return Features("vg_imgfeat/gqa_testdev_obj36.h5", drive, "its README links a drive page");

        static FullFile Features(string place, string page, string how) => Paged(place, mixphm, page, how, FileKind.Hdf5);
    }
}
