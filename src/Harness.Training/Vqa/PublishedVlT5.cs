using Harness.Adapters.Saving;
using Harness.Backbones.Checkpoints;
using Harness.Backbones.VlT5Models;
using Harness.Data;
using Harness.Data.Files;
using Harness.Data.Text;
using static TorchSharp.torch;

namespace Harness.Training.Vqa;

/// <summary>
/// VL-T5 on T5-base from published files: FewVLM's checkpoint pre-trained without VQA data, as the MixPHM authors load it
/// (<c>--load snap/pretrain/VLT5-novqa/Epoch30_base</c>), and of <c>t5-base</c> its configuration and SentencePiece model.
/// The sizes are those of the configuration; the table has a row for each piece, 100 sentinels and 100 names of regions.
/// </summary>
public sealed class PublishedVlT5 : IVlT5Source
{
    public const string Name = "vl-t5-base";

    private const int Sentinels = 100,
        RegionNames = 100;

    private readonly string weights;
    private readonly VlT5Config config;
    private readonly Lazy<string> digest;

    /// <param name="folder">Where published weights lie.</param>
    /// <exception cref="UserErrorException">A file is missing or is not what it should be; exit code 3.</exception>
    public PublishedVlT5(string folder)
    {
        var (model, json, pieces) = (Weights(folder).Require(), Configuration(folder).Require(), Pieces(folder).Require());
        weights = model;
        digest = new Lazy<string>(() => FileDigest.Of([model, json, pieces]));
        Tokenizer = new T5Tokenizer(SentencePieceModel.Load(pieces), Sentinels, RegionNames);
        config = Read(json, Tokenizer.VocabSize);
    }

    public ITokenizer Tokenizer { get; }

    public string Digest => digest.Value;

    /// <summary>Sizes of the model.</summary>
    public VlT5Config Config => config;

    /// <summary>Everything that is read, present or not.</summary>
    public static IReadOnlyList<NeededFile> Needs(string folder) => [Weights(folder), Configuration(folder), Pieces(folder)];

    /// <exception cref="CheckpointException">The weights are damaged or those of another model.</exception>
    public VlT5 LoadModel(double dropout, Generator? generator = null, Device? device = null)
    {
        var model = new VlT5(config with { DropoutRate = dropout }, device: device);
        CheckpointLoader.Load(model, weights);
        return model;
    }

    public VlT5 RandomModel(double dropout, Generator generator, Device? device = null) =>
        new(config with { DropoutRate = dropout }, generator, device);

    private static NeededFile Weights(string folder) =>
        new(
            "VL-T5 pre-trained without VQA data (0.9 GB)",
            folder,
            [
                "VLT5-novqa/Epoch30_base.pth",
                "pretrain/VLT5-novqa/Epoch30_base.pth",
                "snap/pretrain/VLT5-novqa/Epoch30_base.pth",
                $"{Name}/model.safetensors",
                $"{Name}/pytorch_model.bin",
            ],
            "the README of FewVLM (github.com/woojeongjin/FewVLM) links the checkpoint VLT5-novqa; name the folder with --weights"
        );

    private static NeededFile Configuration(string folder) => OfT5(folder, "sizes (config.json)", "config.json");

    private static NeededFile Pieces(string folder) => OfT5(folder, "SentencePiece model (spiece.model)", "spiece.model");

    private static NeededFile OfT5(string folder, string what, string file) =>
        new(
            $"T5-base: {what}",
            folder,
            [$"t5-base/{file}", $"{Name}/{file}"],
            "huggingface.co/google-t5/t5-base has it; name the folder with --weights"
        );

    private static VlT5Config Read(string json, int words)
    {
        try
        {
            return VlT5Config.FromJson(File.ReadAllText(json)) with { Name = Name, VocabSize = words };
        }
        catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new BadFileException($"{json}: {e.Message}", e);
        }
    }
}
