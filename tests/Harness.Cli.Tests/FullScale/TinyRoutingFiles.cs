using System.Globalization;
using Harness.Adapters.Saving;
using Harness.Backbones;
using Harness.Data;
using Harness.Data.PaperFiles;
using TorchSharp;
using static Harness.Cli.Tests.FullScale.TinyFiles;
using static TorchSharp.torch;

namespace Harness.Cli.Tests.FullScale;

/// <summary>The files that the routing paper's full scale reads, as they are published, with tiny contents.</summary>
internal static class TinyRoutingFiles
{
    private const int Shown = 2,
        Side = 32,
        GridSide = 7,
        CellWidth = 8;

    /// <summary>Questions of VQA v2, GQA and NLVR2, captions, the released answers, pictures of COCO, and grid features of all pictures.</summary>
    /// <param name="pool">Questions and pictures to train on.</param>
    public static void Data(string folder, int pool)
    {
        // Told apart from the files of other test runs, whose picture features lie in the same cache.
        var run = Guid.NewGuid().ToString("N")[..8];
        var splits = new (string Split, int First, int Count)[]
        {
            ("train", 1, pool),
            ("val", 1001, Shown),
            ("test", 1001 + Shown, Shown),
        };
        foreach (var (split, first, count) in splits)
            Json(
                folder,
                $"vqa/karpathy_{split}.json",
                Numbers(first, count)
                    .Select(i => new
                    {
                        question_id = i,
                        img_id = Path.GetFileNameWithoutExtension(Picture(i)),
                        sent = $"what is {i} {run}?",
                        label = new Dictionary<string, double> { [Answer(i)] = 1, ["not listed"] = 0.3 },
                        answer_type = "yes/no",
                        question_type = "what is",
                    })
            );
        Json(folder, "vqa/trainval_label2ans.json", new[] { "maybe", "no", "yes" });
        Json(
            folder,
            "COCO/dataset_coco.json",
            new
            {
                images = splits.SelectMany(s =>
                    Numbers(s.First, s.Count)
                        .Select(i => new
                        {
                            filepath = Folder(i),
                            filename = Picture(i),
                            split = s.Split == "train" && i % 2 == 0 ? "restval" : s.Split,
                            sentences = new[] { $"A picture of {Answer(i)} {i}.", $"It is {run}." }.Select(raw => new { raw }),
                        })
                ),
            }
        );
        foreach (var i in splits.SelectMany(s => Numbers(s.First, s.Count)))
            File.WriteAllBytes(
                Place(folder, $"COCO/images/{Folder(i)}/{Picture(i)}"),
                PictureCodec.Encode(Drawn(40 + i % 5, 30, i))
            );

        foreach (var (split, file) in new[] { (splits[0], "train"), (splits[1], "valid"), (splits[2], "testdev") })
            Json(
                folder,
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
        foreach (var (split, file) in new[] { (splits[0], "train"), (splits[1], "valid"), (splits[2], "test") })
            Json(
                folder,
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
            splits.SelectMany(s => Numbers(s.First, s.Count)).Select(i => Path.GetFileNameWithoutExtension(Picture(i)))
        );
        Grids("VG", splits.SkipLast(1).SelectMany(s => Numbers(s.First, s.Count)).Select(i => $"{i}"));
        Grids("GQA", Numbers(splits[2].First, splits[2].Count).Select(i => $"{i}"));
        Grids(
            "nlvr",
            new[] { "train", "valid", "test" }
                .Zip(splits)
                .SelectMany(s =>
                    Numbers(s.Second.First, s.Second.Count)
                        .SelectMany(i => new[] { $"{s.First}-{i}-img0", $"{s.First}-{i}-img1" })
                )
        );

        void Grids(string set, IEnumerable<string> pictures)
        {
            foreach (var picture in pictures)
                Hdf5RegionFile.Write(
                    Place(folder, $"{set}/clip_features/data_clip_RN101_att/{picture}.h5"),
                    new DrawnRegions([picture], GridSide * GridSide, CellWidth)
                );
        }

        static string Folder(int i) => i > 1000 ? "val2014" : "train2014";
        static string Picture(int i) => string.Create(CultureInfo.InvariantCulture, $"COCO_{Folder(i)}_{i:D12}.jpg");
    }

    /// <summary>A vision transformer, RoBERTa and GPT-2 of two widths each, the base one as safetensors, the large one as torch archive; and BART.</summary>
    public static void Weights(string folder)
    {
        using var generator = new Generator(1);
        using var scope = NewDisposeScope();
        foreach (
            var (size, text, roberta, gpt2, width) in new[]
            {
                ("base", "", "roberta-base", "gpt2", 16),
                ("large", "-medium", "roberta-large", "gpt2-medium", 24),
            }
        )
        {
            var vision =
                $$"""{"model_type": "vit", "hidden_size": {{width}}, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32, "image_size": {{Side}}, "patch_size": 16}""";
            Model($"vit-{size}-patch16-224-in21k", vision, new Vit(VitConfig.FromJson(vision), generator), name => name);
            var encoder =
                $$"""{"model_type": "roberta", "hidden_size": {{width}}, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32, "vocab_size": 661, "max_position_embeddings": 40}""";
            Model(
                roberta,
                encoder,
                new Roberta(RobertaConfig.FromJson(encoder), generator),
                name => $"roberta.{name}",
                ("lm_head.bias", zeros(661))
            );
            Bpe(roberta, "roberta");
            var decoder =
                $$"""{"model_type": "gpt2", "n_embd": {{width}}, "n_layer": 1, "n_head": 2, "vocab_size": 657, "n_positions": 64, "eos_token_id": 656}""";
            Model(
                gpt2,
                decoder,
                new Gpt2(Gpt2Config.FromJson(decoder), generator),
                name => name.Replace("transformer.", ""),
                ("h.0.attn.bias", ones(1, 1, 64, 64))
            );
            Bpe(gpt2, "gpt2");
        }
        var bart =
            $$"""{"model_type": "bart", "d_model": 16, "encoder_layers": 1, "decoder_layers": 1, "encoder_ffn_dim": 32, "decoder_ffn_dim": 32, "encoder_attention_heads": 2, "decoder_attention_heads": 2, "vocab_size": 661, "max_position_embeddings": 64, "feat_dim": {{CellWidth}}}""";
        Model("bart-base", bart, new Bart(BartConfig.FromJson(bart), generator), name => name.Replace("model.", ""));
        Bpe("bart-base", "roberta");
        File.WriteAllText(
            Path.Combine(folder, "vit-large-patch16-224-in21k/preprocessor_config.json"),
            $$"""{"do_resize": true, "size": {{Side}}, "resample": 2, "do_normalize": true, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}"""
        );

        void Model(string name, string config, nn.Module model, Func<string, string> published, params (string, Tensor)[] more)
        {
            File.WriteAllText(Place(folder, $"{name}/config.json"), config);
            IEnumerable<(string, Tensor)> state =
            [
                .. model.state_dict().Where(p => p.Key != "final_logits_bias").Select(p => (published(p.Key), p.Value)),
                .. more,
            ];
            if (name.Contains("large") || name.Contains("medium"))
                Archive(folder, $"{name}/pytorch_model.bin", state);
            else
                SafetensorsWriter.Write(Place(folder, $"{name}/model.safetensors"), state);
            model.Dispose();
        }

        void Bpe(string name, string kind)
        {
            var goldens = Path.Combine(Repository.Root, "tests/Harness.Data.Tests/Text/goldens");
            File.Copy(Path.Combine(goldens, $"bytebpe.{kind}.vocab.json"), Path.Combine(folder, name, "vocab.json"));
            File.Copy(Path.Combine(goldens, "bytebpe.merges.txt"), Path.Combine(folder, name, "merges.txt"));
        }
    }

    /// <summary>Deletes what runs kept of this folder's pictures in the cache.</summary>
    public static void Forget(string folder)
    {
        var kept = Directory.CreateDirectory(Path.Combine(Repository.Cache, "features")).FullName;
        foreach (var set in new[] { "vqa-v2-karpathy", CocoCaptions.SetName })
        foreach (var file in Directory.GetFiles(kept, $"{set}-*-{PaperDatasets.Open(set, folder).Digest[..12]}-*"))
            File.Delete(file);
    }

    private static Picture Drawn(int width, int height, int seed)
    {
        var rgb = new byte[3 * width * height];
        new Random(seed).NextBytes(rgb);
        return new Picture(width, height, rgb);
    }
}
