using Harness.Backbones.Regions;
using Harness.Data;
using Harness.Data.Pictures;
using Harness.Data.Regions;

namespace Harness.Cli.Tests.Verbs;

public class DataVerbTests
{
    [Fact]
    public void Show_writes_a_png()
    {
        var file = Path.Combine(Path.GetTempPath(), $"harness-sheet-{Environment.ProcessId}.png");
        try
        {
            var called = Invocation.Of("data", "show", "shapes", "--count", "2", "--out", file);
            Assert.Equal((0, file), (called.Code, called.Output.Trim()));
            Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(file)[..4]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void One_picture_is_written_alone_with_its_questions_on_standard_output()
    {
        var file = Path.Combine(Path.GetTempPath(), $"harness-picture-{Environment.ProcessId}.png");
        try
        {
            var called = Invocation.Of("data", "show", "shapes", "--picture", "2", "--out", file);
            var lines = called.Output.Trim().Split('\n');
            Assert.Equal((0, file), (called.Code, lines[^1]));
            Assert.All(lines[..^1], line => Assert.Contains(" ? ", line));
            var set = DatasetCatalogue.Open("shapes", "quick", new StampScenesOptions().Seed);
            var shown = ((IVqaDataset)set).Questions(set.Splits[0]).Select(q => q.PictureId).Distinct().ElementAt(1);
            Assert.Equal(set.Picture(shown).Rgb, PictureFile.Read(file).Rgb);
            Assert.Equal(2, Invocation.Of("data", "show", "shapes", "--picture", "999999", "--out", file).Code);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Show_says_where_it_wrote_and_leaves_the_checkout_alone()
    {
        var called = Invocation.Of("data", "show", "shapes", "--count", "1", "--split", "test");
        var written = Path.Combine(Repository.Root, "results", "shapes-test.png");
        Assert.Equal((0, written), (called.Code, called.Output.Trim()));
        File.Delete(written);
        Assert.Equal(Path.GetTempPath(), Repository.PlaceFor(Path.GetTempPath()));
    }

    [Fact]
    public void Predictions_of_one_s_own_folder_become_a_page()
    {
        var folder = Directory.CreateTempSubdirectory("harness-own-").FullName;
        try
        {
            string At(string name) => Path.Combine(folder, name);
            File.WriteAllBytes(At("a.png"), PictureCodec.Encode(new Picture(1, 1, [9, 9, 9])));
            File.WriteAllText(
                At("questions.jsonl"),
                """{"picture": "a.png", "question": "what is this ?", "answer": "ink", "split": "test", "id": "q"}"""
            );
            File.WriteAllText(At("said.jsonl"), """{"question_id": "q", "prediction": "soot"}""");
            var called = Invocation.Of(
                "data",
                "show",
                folder,
                "--predictions",
                $"mine={At("said.jsonl")}",
                "--out",
                At("page.html")
            );
            Assert.Equal((0, ""), (called.Code, called.Errors));
            Assert.Contains("soot", File.ReadAllText(At("page.html")));
            Assert.Contains("there is no folder", Invocation.Of("data", "show", At("nowhere")).Errors);
            Assert.Equal(3, Invocation.Of("data", "show", "gqa", "--data", folder).Code);
            Assert.Equal(3, Invocation.Of("data", "show", folder, "--predictions", At("nowhere")).Code);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Predictions_are_scored_by_every_metric_that_the_data_has()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["a.png"], PictureCodec.Encode(new Picture(1, 1, [9, 9, 9])));
        File.WriteAllLines(
            folder["questions.jsonl"],
            [
                """{"picture": "a.png", "question": "what is this ?", "answers": {"ink": 1, "soot": 0.3}, "split": "test", "id": "q"}""",
                """{"picture": "a.png", "question": "is it red ?", "answer": "no", "split": "test", "id": "r"}""",
            ]
        );
        File.WriteAllText(folder["said.jsonl"], """{"question_id": "q", "prediction": "soot"}""");
        var called = Invocation.Of("data", "score", folder.Path, $"mine={folder["said.jsonl"]}", "--json");
        Assert.Equal((0, ""), (called.Code, called.Errors));
        using var json = System.Text.Json.JsonDocument.Parse(called.Output);
        var rows = json.RootElement.EnumerateArray().ToDictionary(r => r.GetProperty("metric").GetString()!);
        Assert.Equal(
            (30, 1, 2),
            (
                rows["soft-label"].GetProperty("score").GetDouble(),
                rows["soft-label"].GetProperty("items").GetInt32(),
                rows["soft-label"].GetProperty("of").GetInt32()
            )
        );
        Assert.Contains("vqa-accuracy/", rows["soft-label"].GetProperty("note").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, rows["official"].GetProperty("score").ValueKind);
        Assert.Equal(2, Invocation.Of("data", "score", folder.Path, $"mine={folder["said.jsonl"]}", "--split", "train").Code);

        File.Delete(folder["questions.jsonl"]);
        File.WriteAllText(
            folder["captions.jsonl"],
            """{"picture": "a.png", "caption": "A black sheet of paper.", "split": "test"}"""
        );
        File.WriteAllText(folder["said.jsonl"], """{"picture_id": "a.png", "prediction": "a black sheet of paper"}""");
        File.WriteAllText(folder["spice.sh"], "#!/bin/sh\necho 0.25\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder["spice.sh"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var captions = Invocation.Of("data", "score", folder.Path, $"mine={folder["said.jsonl"]}", "--spice", folder["spice.sh"]);
        Assert.Matches(@"mine +BLEU-4 +100.00 +1 +coco-bleu/1", captions.Output);
        Assert.Matches(@"mine +SPICE +25.00 +1 +external spice", captions.Output);
        Assert.Matches(@"mine +METEOR +– +1 +METEOR is left out", captions.Output);
    }

    /// <summary>The papers' own files, written small: annotations and region features as MixPHM's folder has them. Budget: ten seconds.</summary>
    [Fact]
    public void A_run_takes_region_features_and_the_official_evaluation_from_the_papers_folder()
    {
        using var folder = new TemporaryFolder();
        string Put(string path, string text)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[path])!);
            File.WriteAllText(folder[path], text);
            return folder[path];
        }
        string Asked(string split, int from, int count) =>
            "["
            + string.Join(
                ", ",
                Enumerable
                    .Range(from, count)
                    .Select(i =>
                        $$"""{"answer_type": "yes/no", "img_id": "COCO_{{split}}_{{i:D12}}", "label": {"yes": 1}, "question_id": {{i}}, "question_type": "is", "sent": "is it {{i}} ?"}"""
                    )
            )
            + "]";
        Put("annotation/lxmert_split/train.json", Asked("train2014", 1, 8));
        Put("annotation/lxmert_split/minival.json", Asked("val2014", 20, 2));
        Put("annotation/lxmert_split/nominival.json", "[]");
        Put(
            "annotation/vqav2/v2_mscoco_val2014_annotations.json",
            """{"annotations": ["""
                + string.Join(
                    ", ",
                    Enumerable
                        .Range(20, 2)
                        .Select(i =>
                            $$"""{"question_id": {{i}}, "answers": [{{string.Join(", ", Enumerable.Repeat("""{"answer": "Yes."}""", 10))}}]}"""
                        )
                )
                + "]}"
        );
        Regions("coco_imgfeat/train_obj36.safetensors", 128, Enumerable.Range(1, 8));
        Regions("coco_imgfeat/val_obj36.safetensors", 128, Enumerable.Range(20, 2));
        string[] Words(string method, string metric) =>
            [
                "run",
                "paper/mixphm/experiments/proxy.yaml",
                $"method.name={method}",
                "train.n_d=4",
                "train.seed=13",
                "train.max_steps=2",
                "train.looks=1",
                "dataset.name=vqa-v2",
                $"dataset.metric={metric}",
                "dataset.regions=features",
                "--data",
                folder.Path,
                "--out",
                folder["results"],
                "--json",
            ];
        var called = Invocation.Of(Words("lora", "official"));
        Assert.True(called.Code == 0, called.Errors);
        using var json = System.Text.Json.JsonDocument.Parse(called.Output);
        Assert.Equal("vqa-accuracy/1, official rules", json.RootElement.GetProperty("metric").GetString());
        // All annotators say "Yes.": the official rules leave it so, and no model writes a capital; "yes" is the soft label.
        Assert.Equal(100, Score("majority", "soft-label"));
        Assert.Equal(0, Score("majority", "official"));

        Regions("coco_imgfeat/train_obj36.safetensors", 2048, Enumerable.Range(1, 8));
        var wide = Invocation.Of(Words("lora", "soft-label"));
        Assert.Equal(3, wide.Code);
        Assert.Contains("by 2048 numbers, and the backbone reads 128", wide.Errors);
        File.Delete(folder["coco_imgfeat/train_obj36.safetensors"]);
        Assert.Contains("4 of 6 pictures are missing", Invocation.Of([.. Words("lora", "soft-label"), "train.n_d=2"]).Errors);

        double Score(string method, string metric)
        {
            using var record = System.Text.Json.JsonDocument.Parse(Invocation.Of(Words(method, metric)).Output);
            return record.RootElement.GetProperty("score").GetDouble();
        }

        void Regions(string path, int width, IEnumerable<int> pictures) =>
            SafetensorsRegionFile.Write(
                Put(path, ""),
                new Made(width, [.. pictures.Select(p => p.ToString(System.Globalization.CultureInfo.InvariantCulture))])
            );
    }

    private sealed class Made(int width, string[] ids) : IRegionFile
    {
        public string Path => "made";

        public IReadOnlyList<string> Ids => ids;

        public PictureRegions Read(string id) =>
            new(480, 640, new float[8 * width], [.. Enumerable.Repeat(new[] { 0, 0, 1f, 1 }, 8).SelectMany(b => b)]);

        public void Dispose() { }
    }
}
