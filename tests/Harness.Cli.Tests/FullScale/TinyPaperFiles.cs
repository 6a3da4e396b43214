using System.Globalization;
using Harness.Backbones;
using Harness.Data;
using Harness.Data.Text;
using TorchSharp;
using static Harness.Cli.Tests.FullScale.TinyFiles;
using static TorchSharp.torch;

namespace Harness.Cli.Tests.FullScale;

/// <summary>The files that MixPHM's full scale reads, in the authors' layout, with tiny contents.</summary>
internal static class TinyPaperFiles
{
    private const int Regions = 36,
        FeatureWidth = 16,
        TestQuestions = 2;

    /// <summary>Questions, annotators' answers and region features of the three data sets, as in MixPHM's data folder.</summary>
    /// <param name="pool">Questions of each training file.</param>
    public static void Data(string folder, int pool)
    {
        Questions("lxmert_split/train", "COCO_train2014_{0:D12}", 1, pool);
        Questions("lxmert_split/minival", "COCO_val2014_{0:D12}", 1001, TestQuestions);
        Questions("lxmert_split/nominival", "COCO_val2014_{0:D12}", 1001 + TestQuestions, TestQuestions);
        Questions("okvqa/train", "COCO_train2014_{0:D12}", 1, pool);
        Questions("okvqa/val", "COCO_val2014_{0:D12}", 1001, TestQuestions);
        Questions("gqa/train", "{0}", 1, pool);
        Questions("gqa/testdev", "n{0}", 1001, TestQuestions);
        Answers("vqav2/v2_mscoco_val2014_annotations", 2 * TestQuestions);
        Answers("okvqa/mscoco_val2014_annotations", TestQuestions);
        Features("coco_imgfeat/train_obj36", 1, pool, "{0}");
        Features("coco_imgfeat/val_obj36", 1001, 2 * TestQuestions, "{0}");
        Features("vg_imgfeat/vg_gqa_obj36", 1, pool, "{0}");
        Features("vg_imgfeat/gqa_testdev_obj36", 1001, TestQuestions, "n{0}");

        void Questions(string file, string picture, int from, int count) =>
            Json(
                folder,
                $"annotation/{file}.json",
                Numbers(from, count)
                    .Select(i => new
                    {
                        question_id = i,
                        img_id = string.Format(CultureInfo.InvariantCulture, picture, i),
                        sent = $"what is {i} ?",
                        label = new Dictionary<string, double> { [Answer(i)] = 1 },
                    })
            );

        void Answers(string file, int count) =>
            Json(
                folder,
                $"annotation/{file}.json",
                new
                {
                    annotations = Numbers(1001, count)
                        .Select(i => new { question_id = i, answers = Enumerable.Repeat(new { answer = Answer(i) }, 10) }),
                }
            );

        void Features(string file, int from, int count, string key)
        {
            var path = Place(folder, $"{file}.h5");
            Hdf5RegionFile.Write(
                path,
                new DrawnRegions(
                    [.. Numbers(from, count).Select(i => string.Format(CultureInfo.InvariantCulture, key, i))],
                    Regions,
                    FeatureWidth
                )
            );
        }
    }

    /// <summary>A torch archive with VL-T5's names, T5's configuration with small sizes, and the SentencePiece model of the tests.</summary>
    public static void Weights(string folder)
    {
        var t5 = Directory.CreateDirectory(Path.Combine(folder, "t5-base")).FullName;
        File.Copy(
            Path.Combine(Repository.Root, "tests/Harness.Data.Tests/Text/goldens/t5like.model"),
            Path.Combine(t5, "spiece.model")
        );
        // Wide enough for every size of the ablations: a twelfth must hold rank 24 and be divisible by 16.
        var json =
            $$"""{"model_type": "t5", "d_model": 384, "d_kv": 8, "num_heads": 2, "d_ff": 16, "num_layers": 1, "vocab_size": 32128, "feat_dim": {{FeatureWidth}}}""";
        File.WriteAllText(Path.Combine(t5, "config.json"), json);
        var words = new T5Tokenizer(SentencePieceModel.Load(Path.Combine(t5, "spiece.model")), 100, 100).VocabSize;
        using var generator = new Generator(1);
        using var scope = NewDisposeScope();
        using var model = new VlT5(VlT5Config.FromJson(json) with { VocabSize = words }, generator);
        Archive(folder, "VLT5-novqa/Epoch30_base.pth", model.state_dict().Select(p => ($"module.{p.Key}", p.Value)));
    }
}
