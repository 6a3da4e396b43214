using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Harness.Data;
using Harness.Data.Files;
using Harness.Data.Packages;
using Harness.Data.PaperFiles;

namespace Harness.FullScale.Files;

/// <summary>Official question files in the layout that VL-T5, MixPHM and the routing code read.</summary>
internal static class QuestionConversions
{
    private sealed record CaptionFile(List<CaptionImage> Images);

    private sealed record CaptionImage(string Filename, string Split);

    private sealed record GqaQuestion(string ImageId, string Question, string? Answer = null);

    private sealed record NlvrLine(string Identifier, string Sentence, JsonElement Label);

    /// <summary>The official questions of train2014 or val2014.</summary>
    public static void Vqa(string data, string split, string path) => LxmertFile.Write(path, OfficialVqa(data, split));

    /// <summary>No question.</summary>
    public static void None(string path) => LxmertFile.Write(path, []);

    /// <summary>
    /// VQA v2 in Karpathy's splits: the official questions about a split's pictures, restval with train, labels restricted to the answers that a classifier
    /// chooses from.
    /// </summary>
    public static void KarpathyVqa(string data, string split, string path)
    {
        var pictures = PaperJson
            .Read<CaptionFile>(Path.Combine(data, "COCO/dataset_coco.json"), "{images: [{filename, split}]}")
            .Images.Where(i => (i.Split == "restval" ? "train" : i.Split) == split)
            .Select(i => Path.GetFileNameWithoutExtension(i.Filename))
            .ToHashSet();
        var answers = PaperJson
            .Read<List<string>>(Path.Combine(data, "vqa/trainval_label2ans.json"), "a list of answers")
            .ToHashSet();
        LxmertFile.Write(
            path,
            new[] { "train", "val" }
                .SelectMany(s => OfficialVqa(data, s))
                .Where(q => pictures.Contains(q.PictureId))
                .Select(q => q with { Answers = q.Answers.Where(a => answers.Contains(a.Key)).ToDictionary() })
        );
    }

    public static void OkVqa(string data, string split, string path) =>
        LxmertFile.Write(
            path,
            OfficialVqaFiles.Read(
                Path.Combine(data, $"okvqa/OpenEnded_mscoco_{split}2014_questions.json"),
                Path.Combine(data, $"okvqa/mscoco_{split}2014_annotations.json"),
                $"{split}2014"
            )
        );

    /// <summary>GQA's questions out of its archive: an object of questions by their identifiers.</summary>
    public static void Gqa(string archive, string inside, string path)
    {
        using var zip = ZipFile.OpenRead(archive);
        var entry =
            zip.Entries.FirstOrDefault(e => e.Name == inside) ?? throw new BadFileException($"{archive} holds no {inside}.");
        using var stream = new CheckedEntry(entry);
        LxmertFile.Write(
            path,
            PaperJson
                .Read<OrderedDictionary<string, GqaQuestion>>(
                    stream,
                    $"{archive}, {inside}",
                    "{id: {imageId, question, answer}}",
                    JsonNamingPolicy.CamelCase
                )
                .Select(q => new Question(
                    q.Key,
                    q.Value.ImageId,
                    q.Value.Question,
                    "",
                    "other",
                    q.Value.Answer is { } answer ? new Dictionary<string, double> { [answer] = 1 } : []
                ))
        );
    }

    /// <summary>NLVR2's lines: a sentence about two pictures, which the identifier without its last part names.</summary>
    public static void Nlvr2(string lines, string split, string path) =>
        Nlvr2File.Write(
            path,
            File.ReadLines(lines)
                .Where(line => line.Length > 0)
                .Select(
                    (line, i) =>
                    {
                        var read = PaperJson.Parse<NlvrLine>(line, $"{lines}, line {i + 1}", "{identifier, sentence, label}");
                        var pair = read.Identifier[..Math.Max(0, read.Identifier.LastIndexOf('-'))];
                        return new Nlvr2Entry(
                            read.Identifier,
                            $"{pair}-img0",
                            $"{pair}-img1",
                            string.Equals(read.Label.ToString(), "true", StringComparison.OrdinalIgnoreCase) ? 1 : 0,
                            read.Sentence,
                            string.Create(CultureInfo.InvariantCulture, $"nlvr2_{split}_{i}")
                        );
                    }
                )
        );

    private static List<Question> OfficialVqa(string data, string split) =>
        OfficialVqaFiles.Read(
            Path.Combine(data, $"vqa/v2_OpenEnded_mscoco_{split}2014_questions.json"),
            Path.Combine(data, $"vqa/v2_mscoco_{split}2014_annotations.json"),
            $"{split}2014"
        );
}
