using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Harness.Data.Files;
using Harness.Data.Pictures;
using Harness.FullScale.Tests.Fetching;

namespace Harness.FullScale.Tests.Files;

/// <summary>A mirror on the loopback address with every file of full scale in its official layout and tiny contents.</summary>
internal static class TinyMirror
{
    // Two pictures of train2014 and two of val2014; of these Karpathy tests on 3, and 4 belongs to training.
    private static readonly (int Id, string Set, string Split)[] pictures =
    [
        (1, "train2014", "train"),
        (2, "train2014", "val"),
        (3, "val2014", "test"),
        (4, "val2014", "restval"),
    ];

    /// <summary>What lies at a path of the mirror; null: nothing.</summary>
    public static byte[]? At(string path)
    {
        var name = path.Split('/')[^1];
        return name switch
        {
            "spiece.model" => File.ReadAllBytes(
                Path.Combine(
                    RepositoryRoot.Above(AppContext.BaseDirectory)!,
                    "tests/Harness.Data.Tests/Text/goldens/t5like.model"
                )
            ),
            "config.json" or "preprocessor_config.json" or "vocab.json" => "{}"u8.ToArray(),
            "merges.txt" => "#version: 0.2\n"u8.ToArray(),
            "model.safetensors" or "open_clip_pytorch_model.bin" => Safetensors(),
            "trainval_label2ans.json" => Json(new[] { "no", "yes" }),
            "caption_datasets.zip" => Zip(
                (
                    "dataset_coco.json",
                    Json(
                        new
                        {
                            images = pictures.Select(p => new
                            {
                                filepath = p.Set,
                                filename = $"{Picture(p.Id, p.Set)}.jpg",
                                split = p.Split,
                                sentences = new[] { new { raw = $"Picture {p.Id}." } },
                            }),
                        }
                    )
                )
            ),
            "questions1.2.zip" => Zip([
                .. new[] { "train", "val", "testdev" }.Select(s =>
                    (
                        $"{s}_balanced_questions.json",
                        Json(
                            new Dictionary<string, object>
                            {
                                [$"{s}-9"] = new
                                {
                                    imageId = "n1",
                                    question = "Is it?",
                                    answer = "yes",
                                    semantic = new[] { 1 },
                                },
                                [$"{s}-1"] = new
                                {
                                    imageId = "n2",
                                    question = "Is it not?",
                                    answer = "no",
                                },
                            }
                        )
                    )
                ),
            ]),
            "train2014.zip" or "val2014.zip" => Zip([
                .. pictures
                    .Where(p => p.Set == name[..^4])
                    .Select(p => ($"{p.Set}/{Picture(p.Id, p.Set)}.jpg", PictureCodec.Encode(new Picture(1, 1, new byte[3])))),
            ]),
            "images.zip" => Zip(("images/n1.jpg", PictureCodec.Encode(new Picture(1, 1, new byte[3])))),
            "train.json" or "dev.json" or "test1.json" when path.Contains("nlvr2") => Encoding.UTF8.GetBytes(
                $$"""
                {"identifier": "{{name[..^5]}}-7-3-0", "sentence": "One is left.", "label": "True", "synset": "x"}
                {"identifier": "{{name[..^5]}}-7-3-1", "sentence": "One is right.", "label": "False"}

                """
            ),
            "train.json" or "minival.json" or "nominival.json" => Json(
                new[]
                {
                    new
                    {
                        question_id = 1,
                        img_id = "COCO_train2014_000000000001",
                        sent = "served?",
                        label = new { yes = 1 },
                    },
                }
            ),
            _ when name.EndsWith("mscoco.zip") || name.EndsWith(".json.zip") => Official(name),
            _ => null,
        };
    }

    public static Reply Answer(Asked asked) =>
        At(asked.Path) is { } body ? FaultyServer.Well(asked, body) : new Reply(404, "no"u8.ToArray());

    public static byte[] Zip(params (string Name, byte[] Bytes)[] entries)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in entries)
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        return bytes.ToArray();
    }

    private static byte[] Official(string name)
    {
        var (v2, questions, set) = (
            name.StartsWith("v2_"),
            name.Contains("uestions"),
            name.Contains("rain", StringComparison.Ordinal) ? "train2014" : "val2014"
        );
        var own = pictures.Where(p => p.Set == set).ToList();
        return Zip(
            questions
                ? (
                    $"{(v2 ? "v2_" : "")}OpenEnded_mscoco_{set}_questions.json",
                    Json(
                        new
                        {
                            questions = own.Select(p => new
                            {
                                question_id = 10 * p.Id,
                                image_id = p.Id,
                                question = $"What is {p.Id}?",
                            }),
                        }
                    )
                )
                : (
                    $"{(v2 ? "v2_" : "")}mscoco_{set}_annotations.json",
                    Json(
                        new
                        {
                            annotations = own.Select(p => new
                            {
                                question_id = 10 * p.Id,
                                question_type = "what is",
                                answer_type = "yes/no",
                                answers = Enumerable
                                    .Range(0, 10)
                                    .Select(i => new
                                    {
                                        answer = i < 7 ? "yes"
                                        : i < 9 ? "no"
                                        : "unheard of",
                                    }),
                            }),
                        }
                    )
                )
        );
    }

    private static string Picture(int id, string set) => string.Create(CultureInfo.InvariantCulture, $"COCO_{set}_{id:D12}");

    private static byte[] Json<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value);

    private static byte[] Safetensors()
    {
        var header = """{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}          """u8.ToArray();
        return [.. BitConverter.GetBytes((long)header.Length), .. header, 0, 0, 128, 63];
    }
}
