using Harness.Backbones.ClipModels;
using Harness.Data.PaperFiles;
using Harness.FullScale.Synthetic;

namespace Harness.Cli.Tests.FullScale;

/// <summary>Every file of full scale in its published layout, with tiny contents.</summary>
internal static class TinyFiles
{
    private const int Side = 32,
        CellWidth = 64,
        FeatureWidth = 16;

    // VL-T5 wide enough for every size of the ablations: a twelfth must hold rank 24 and be divisible by 16.
    private static readonly ModelSizes sizes = new()
    {
        T5Pieces = 300,
        T5 =
            $$"""{"model_type": "t5", "d_model": 384, "d_kv": 8, "num_heads": 2, "d_ff": 16, "num_layers": 1, "vocab_size": 32128, "feat_dim": {{FeatureWidth}}}""",
        Vit =
        [
            .. Widths(w =>
                $$"""{"model_type": "vit", "hidden_size": {{w}}, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32, "image_size": {{Side}}, "patch_size": 16}"""
            ),
        ],
        Roberta =
        [
            .. Widths(w =>
                $$"""{"model_type": "roberta", "hidden_size": {{w}}, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32, "vocab_size": 661, "max_position_embeddings": 40}"""
            ),
        ],
        Gpt2 =
        [
            .. Widths(w =>
                $$"""{"model_type": "gpt2", "n_embd": {{w}}, "n_layer": 1, "n_head": 2, "vocab_size": 657, "n_positions": 64, "eos_token_id": 656}"""
            ),
        ],
        Bart =
            $$"""{"model_type": "bart", "d_model": 16, "encoder_layers": 1, "decoder_layers": 1, "encoder_ffn_dim": 32, "decoder_ffn_dim": 32, "encoder_attention_heads": 2, "decoder_attention_heads": 2, "vocab_size": 661, "max_position_embeddings": 64, "feat_dim": {{CellWidth}}}""",
        Tokens = (661, 657),
    };

    /// <summary>All models; ViT-L says how it wants pictures, ViT-B does not.</summary>
    public static void Weights(string folder)
    {
        foreach (var name in SyntheticWeights.Names)
            new SyntheticWeights(folder, sizes).Write(name);
        File.WriteAllText(
            Path.Combine(folder, "vit-large-patch16-224-in21k/preprocessor_config.json"),
            $$"""{"do_resize": true, "size": {{Side}}, "resample": 2, "do_normalize": true, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}"""
        );
    }

    /// <summary>CLIP's residual network, whose cells are as wide as those of the grid features.</summary>
    public static void Clip(string folder) =>
        new SyntheticWeights(folder, sizes).Clip(
            ClipResNetConfig.Small with
            {
                Width = CellWidth / 32,
                OutputDim = 8,
                ImageSize = 64,
            }
        );

    /// <param name="pool">Questions to train on.</param>
    public static SyntheticData Data(string folder, int pool) =>
        new(
            folder,
            new DataSizes(pool, 2)
            {
                Picture = (40, 30),
                Features = (36, FeatureWidth),
                Grid = (7, CellWidth),
            }
        );

    /// <summary>Deletes what runs kept of this folder's pictures in the cache.</summary>
    public static void Forget(string folder)
    {
        var kept = Directory.CreateDirectory(Path.Combine(Repository.Cache, "features")).FullName;
        foreach (var set in new[] { "vqa-v2-karpathy", CocoCaptions.SetName })
        foreach (var file in Directory.GetFiles(kept, $"{set}-*-{PaperDatasets.Open(set, folder).Digest[..12]}-*"))
            File.Delete(file);
    }

    private static IEnumerable<string> Widths(Func<int, string> json) => new[] { 16, 24 }.Select(json);
}
