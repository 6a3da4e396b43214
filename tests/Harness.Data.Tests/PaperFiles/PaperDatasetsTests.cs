using Harness.Data.Files;
using Harness.Data.Metrics;
using Harness.Data.PaperFiles;
using Harness.Data.Pictures;

namespace Harness.Data.Tests.PaperFiles;

/// <summary>Small files of exactly the layouts of the authors' releases.</summary>
public sealed class PaperDatasetsTests : IDisposable
{
    private const string Lxmert = """
        [{"answer_type": "yes/no", "img_id": "COCO_val2014_000000000042", "label": {"yes": 1, "no": 0.3}, "question_id": 42000, "question_type": "is the", "sent": "Is the cat black?"},
         {"answer_type": "other", "img_id": "COCO_val2014_000000000007", "label": {}, "question_id": 7001, "question_type": "what", "sent": "What is it?"}]
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private void Put(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[path])!);
        File.WriteAllText(folder[path], text);
    }

    private void Picture(string path, byte shade)
    {
        Put(path, "");
        File.WriteAllBytes(folder[path], PictureCodec.Encode(new Picture(2, 4, [.. Enumerable.Repeat(shade, 24)])));
    }

    private IVqaDataset Vqa(string name) => Assert.IsAssignableFrom<IVqaDataset>(PaperDatasets.Open(name, folder.Path));

    [Fact]
    public void Vqa_v2_in_the_files_of_Lxmert()
    {
        Put("datasets/vqa/minival.json", Lxmert);
        Put("datasets/vqa/nominival.json", Lxmert.Replace("42000", "43000").Replace("7001", "7002"));
        Picture("COCO/images/val2014/COCO_val2014_000000000042.png", 9);
        var data = Vqa("vqa-v2");
        Assert.Equal(["42000", "7001", "43000", "7002"], data.Questions("test").Select(q => q.Id));
        var first = data.Questions("test")[0];
        Assert.Equal(
            ("Is the cat black?", "is the", "yes/no", 0.3),
            (first.Text, first.Form, first.AnswerType, first.Answers["no"])
        );
        Assert.Empty(data.Questions("test")[1].Answers);
        Assert.Equal(9, data.Picture(first.PictureId).Rgb[0]);
    }

    [Fact]
    public void Karpathy_splits_OK_VQA_and_GQA_lie_where_VL_T5_has_them()
    {
        foreach (var split in new[] { "train", "val", "test" })
            Put($"vqa/karpathy_{split}.json", Lxmert);
        Put("okvqa/val.json", Lxmert);
        Put(
            "GQA/testdev.json",
            """[{"img_id": "n161313", "label": {"yes": 1.0}, "question_id": "201307251", "sent": "Is it overcast?"}]"""
        );
        Assert.Equal(["train", "val", "test"], Vqa("vqa-v2-karpathy").Splits);
        Assert.Equal(2, Vqa("vqa-v2-karpathy").Questions("val").Count);
        Assert.Equal(2, Vqa("ok-vqa").Questions("test").Count);
        Assert.Equal(("201307251", "n161313"), Vqa("gqa").Questions("test").Select(q => (q.Id, q.PictureId)).Single());
    }

    [Theory]
    [InlineData("vqa-v2-official", "vqa/v2_OpenEnded_mscoco_val2014_questions.json", "vqa/v2_mscoco_val2014_annotations.json")]
    [InlineData("ok-vqa-official", "okvqa/OpenEnded_mscoco_val2014_questions.json", "okvqa/mscoco_val2014_annotations.json")]
    public void Official_files_give_soft_scores_of_ten_annotators(string name, string questions, string annotations)
    {
        Put(questions, """{"info": {}, "questions": [{"image_id": 42, "question": "Where?", "question_id": 420}]}""");
        string[] given = ["wall", "wall", "wall", "door", "door", "roof", "floor", "left", "right", "street"];
        var answers = string.Join(
            ", ",
            given.Select((a, i) => $$"""{"answer": "{{a}}", "answer_confidence": "yes", "answer_id": {{i + 1}}}""")
        );
        Put(
            annotations,
            $$"""{"annotations": [{"question_type": "none of the above", "multiple_choice_answer": "wall", "answers": [{{answers}}], "image_id": 42, "answer_type": "other", "question_id": 420}]}"""
        );
        var question = Assert.Single(Vqa(name).Questions("test"));
        Assert.Equal(("420", "COCO_val2014_000000000042", "none of the above"), (question.Id, question.PictureId, question.Form));
        Assert.Equal(0.9, question.Answers["wall"], 12);
        Assert.Equal(0.6, question.Answers["door"], 12);
        Assert.Equal(0.3, question.Answers["roof"], 12);
        Put(annotations, """{"annotations": []}""");
        Assert.Contains(
            "no annotation of question 420",
            Assert.ThrowsAny<UserErrorException>(() => Vqa(name).Questions("test")).Message
        );
    }

    [Fact]
    public void Files_lie_where_MixPhm_has_them_too()
    {
        Put("data/annotation/lxmert_split/minival.json", Lxmert);
        Put("data/annotation/lxmert_split/nominival.json", "[]");
        Put("data/annotation/okvqa/val.json", Lxmert);
        Put("annotation/gqa/testdev.json", """[{"img_id": "n1", "label": {"yes": 1.0}, "question_id": "2", "sent": "Is it?"}]""");
        Assert.Equal([2, 2, 1], new[] { "vqa-v2", "ok-vqa", "gqa" }.Select(name => Vqa(name).Questions("test").Count));
    }

    [Fact]
    public void Tests_are_scored_by_soft_labels_or_as_the_evaluations_do()
    {
        Put("vqa/minival.json", Lxmert);
        Put("vqa/nominival.json", "[]");
        var data = Vqa("vqa-v2");
        var question = data.Questions("test")[0];
        Assert.Equal(0, AnswerMetric.Named("soft-label", data, "test").Score(question, "Two."));
        var missing = Assert.Throws<UserErrorException>(() => AnswerMetric.Named("official", data, "test"));
        Assert.Equal(3, missing.ExitCode);
        Assert.Contains("v2_mscoco_val2014_annotations.json", missing.Message);
        Put(
            "vqa/v2_mscoco_val2014_annotations.json",
            Annotations(42000, "two", "two", "two", "two", "2", "2", "2", "2", "a two", "three")
        );
        Assert.Contains(
            "1 of 2 questions",
            Assert.Throws<BadFileException>(() => AnswerMetric.Named("official", data, "test")).Message
        );
        Put(
            "annotation/vqav2/v2_mscoco_train2014_annotations.json",
            Annotations(7001, "x", "x", "x", "x", "x", "x", "x", "x", "x", "x")
        );
        var (official, released) = (AnswerMetric.Named("official", data, "test"), AnswerMetric.Named("mixphm", data, "test"));
        // "Two." becomes 2; of the answers, only the official rules turn "two" and "a two" into 2 as well.
        Assert.Equal((1, 1), (official.Score(question, "Two."), released.Score(question, "Two.")));
        Assert.Equal((1, 0.3), (official.Score(question, "a Three") + 0.7, released.Score(question, "three") + 0.3));
        Assert.NotEqual(official.Version, released.Version);
        Assert.Contains("vqa-accuracy/1", official.Version);
    }

    [Fact]
    public void Gqa_has_rules_of_its_own()
    {
        Put("GQA/testdev.json", """[{"img_id": "n1", "label": {"dog": 1.0}, "question_id": "2", "sent": "What is it?"}]""");
        var data = Vqa("gqa");
        var question = data.Questions("test")[0];
        Assert.Equal(
            (0, 1),
            (
                AnswerMetric.Named("official", data, "test").Score(question, "A dog."),
                AnswerMetric.Named("mixphm", data, "test").Score(question, "A dog.")
            )
        );
        Assert.Contains("gqa-accuracy/1", AnswerMetric.Named("official", data, "test").Version);
        Assert.Equal(
            2,
            Assert
                .Throws<UserErrorException>(() =>
                    AnswerMetric.Named(
                        "official",
                        StampScenes.Open(
                            StampScenesOptions.Quick with
                            {
                                TrainPictures = 60,
                                TrainQuestions = 48,
                                TestPictures = 60,
                                TestQuestions = 12,
                                HeldOutPictures = 60,
                                HeldOutQuestions = 12,
                            },
                            Harness.Data.Scenes.SpriteSource.Shapes
                        ),
                        "test"
                    )
                )
                .ExitCode
        );
    }

    [Fact]
    public void Region_features_are_found_in_either_layout()
    {
        Put("vqa/minival.json", "[]");
        var none = Assert.Throws<UserErrorException>(() => Vqa("vqa-v2").FeatureFiles());
        Assert.Equal(3, none.ExitCode);
        Assert.Contains("coco_imgfeat/train_obj36.h5", none.Message);
        Assert.Contains("COCO/features/val2014_obj36.h5", none.Message);
        Put("data/coco_imgfeat/train_obj36.h5", "");
        Put("datasets/COCO/features/val2014_obj36.safetensors", "");
        Put("GQA/features/gqa_testdev_obj36.h5", "");
        string[] coco = ["data/coco_imgfeat/train_obj36.h5", "datasets/COCO/features/val2014_obj36.safetensors"];
        foreach (var name in new[] { "vqa-v2", "vqa-v2-karpathy", "vqa-v2-official", "ok-vqa", "ok-vqa-official" })
            Assert.Equal(coco.Select(f => folder[f]), Vqa(name).FeatureFiles());
        Assert.Equal([folder["GQA/features/gqa_testdev_obj36.h5"]], Vqa("gqa").FeatureFiles());
        Assert.Equal(2, Assert.Throws<UserErrorException>(() => Vqa("nlvr2").FeatureFiles()).ExitCode);
    }

    private static string Annotations(long question, params string[] answers) =>
        $$"""{"annotations": [{"question_id": {{question}}, "answers": [{{string.Join(", ", answers.Select(a => $$"""{"answer": "{{a}}"}"""))}}]}]}""";

    [Fact]
    public void Nlvr2_asks_about_two_pictures_side_by_side()
    {
        Put(
            "nlvr/test.json",
            """[{"identifier": "test1-0-1-0", "img0": "test1-0-1-img0", "img1": "test1-0-1-img1", "label": 1, "sent": "Two dogs.", "uid": "nlvr2_test_0"}]"""
        );
        Picture("nlvr/images/test1-0-1-img0.png", 10);
        Picture("nlvr/images/test1-0-1-img1.png", 200);
        var question = Assert.Single(Vqa("nlvr2").Questions("test"));
        Assert.Equal("true", question.BestAnswer());
        var pair = Vqa("nlvr2").Picture(question.PictureId);
        Assert.Equal((4, 4, 10, 200), (pair.Width, pair.Height, pair.Rgb[0], pair.Rgb[9]));
        Put("nlvr/test.json", """[{"identifier": "x", "img0": "a", "img1": "b", "label": 2, "sent": "Two dogs."}]""");
        Assert.Contains("label 2", Assert.ThrowsAny<UserErrorException>(() => Vqa("nlvr2").Questions("test")).Message);
    }

    [Fact]
    public void Coco_captions_in_both_layouts()
    {
        Put("COCO/captions_train_karpathy.json", """{"images": [], "annotations": []}""");
        Put("COCO/captions_val_karpathy.json", """{"images": [], "annotations": []}""");
        Put(
            "COCO/captions_test_karpathy.json",
            """
            {"images": [{"id": 391895, "file_name": "COCO_val2014_000000391895.jpg"}],
             "annotations": [{"image_id": 391895, "id": 770337, "caption": "A man on a bike."}, {"image_id": 391895, "id": 771687, "caption": "A biker."}]}
            """
        );
        Picture("COCO/images/val2014/COCO_val2014_000000391895.jpg", 77); // content decides, not the ending
        var data = Assert.IsAssignableFrom<ICaptionDataset>(PaperDatasets.Open("coco-karpathy", folder.Path));
        var picture = Assert.Single(data.Captions("test"));
        Assert.Equal(["A man on a bike.", "A biker."], picture.Texts);
        Assert.Equal(77, data.Picture(picture.PictureId).Rgb[0]);
        Put(
            "COCO/dataset_coco.json",
            """
            {"images": [{"filepath": "val2014", "sentids": [1], "filename": "COCO_val2014_000000391895.jpg", "imgid": 0, "split": "restval", "cocoid": 391895,
                         "sentences": [{"tokens": ["a"], "raw": "A man.", "imgid": 0, "sentid": 1}]}], "dataset": "coco"}
            """
        );
        data = (ICaptionDataset)PaperDatasets.Open("coco-karpathy", folder.Path);
        Assert.Equal("val2014/COCO_val2014_000000391895.jpg", Assert.Single(data.Captions("train")).PictureId);
    }

    [Fact]
    public void The_routing_codes_folders_will_do()
    {
        Put("VQAv2/karpathy_test.json", Lxmert);
        Picture("MSCOCO/Images/val2014/COCO_val2014_000000000042.jpg", 5);
        foreach (var split in new[] { "train", "val", "test" })
            Put(
                $"MSCOCO/annotations/captions_{split}_karpathy.json",
                """{"images": [{"id": 42, "file_name": "COCO_val2014_000000000042.jpg"}], "annotations": [{"image_id": 42, "caption": "A man."}]}"""
            );
        var asked = Vqa("vqa-v2-karpathy");
        Assert.Equal(5, asked.Picture(asked.Questions("test")[0].PictureId).Rgb[0]);
        var captioned = (ICaptionDataset)PaperDatasets.Open("coco-karpathy", folder.Path);
        Assert.Equal(5, captioned.Picture(Assert.Single(captioned.Captions("test")).PictureId).Rgb[0]);
    }

    [Fact]
    public void A_missing_file_says_what_where_and_how()
    {
        foreach (var name in PaperDatasets.Names.Where(n => n != "coco-karpathy"))
        {
            var error = Assert.ThrowsAny<UserErrorException>(() => Vqa(name).Questions("train"));
            Assert.Equal(3, error.ExitCode);
            Assert.Contains(folder.Path, error.Message);
            Assert.Contains("looked for", error.Message);
            Assert.Contains("--data", error.Message);
        }
        Assert.Contains(
            "captions_train_karpathy.json",
            Assert.ThrowsAny<UserErrorException>(() => PaperDatasets.Open("coco-karpathy", folder.Path)).Message
        );
        Assert.Equal(3, Assert.ThrowsAny<UserErrorException>(() => PaperDatasets.Open("gqa", null)).ExitCode);
        Put("GQA/testdev.json", "[]");
        Assert.Contains("picture n1", Assert.ThrowsAny<UserErrorException>(() => Vqa("gqa").Picture("n1")).Message);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[{\"sent\": \"q\"}]")]
    [InlineData("[{")]
    [InlineData("[{\"question_id\": 1, \"img_id\": 2, \"sent\": \"q\"}]")]
    public void A_malformed_file_says_which_and_what_was_expected(string text)
    {
        Put("GQA/testdev.json", text);
        var error = Assert.ThrowsAny<UserErrorException>(() => Vqa("gqa").Questions("test"));
        Assert.Equal(3, error.ExitCode);
        Assert.Contains("testdev.json", error.Message);
        Assert.Contains("img_id, sent", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void The_digest_follows_the_files()
    {
        Put("GQA/testdev.json", "[]");
        var before = Vqa("gqa").Digest;
        Put("GQA/testdev.json", "[ ]");
        Assert.NotEqual(before, Vqa("gqa").Digest);
    }
}
