using Harness.Adapters.Saving.Safetensors;
using Harness.Backbones.Checkpoints;
using Harness.Backbones.ClipBartModels;
using Harness.Backbones.ClipModels;
using Harness.Data.Files;
using Harness.Data.Text;
using Harness.Training.Features;
using Harness.Training.Resuming;
using static TorchSharp.torch;

namespace Harness.Training.Multitask;

/// <summary>
/// A small CLIP-BART on disk, its two parts pre-trained apart: <c>vision.safetensors</c>, <c>bart.safetensors</c> (both in half precision, as numbers of
/// single precision they are used), <c>vocab.txt</c>, and what <c>manifest.json</c> says about how they were made. The embedding of grid cells
/// is in neither: it is new to BART and begins at random, as in the papers.
/// </summary>
public sealed class ClipBartFolder : IClipBartSource
{
    public const string VisionFile = "vision.safetensors";
    public const string BartFile = "bart.safetensors";
    public const string VocabularyFile = "vocab.txt";

    /// <summary>Cells of one picture.</summary>
    public const int Cells = TowerReader.Side * TowerReader.Side;

    private readonly BackboneFiles files,
        vision;

    /// <exception cref="UserErrorException">A file is missing (exit code 3).</exception>
    public ClipBartFolder(string folder)
    {
        files = new BackboneFiles(folder, VisionFile, BartFile, VocabularyFile);
        vision = new BackboneFiles(folder, VisionFile);
        Tokenizer = new WordTokenizer(WordVocabulary.Load(files.Of(VocabularyFile)));
    }

    public ITokenizer Tokenizer { get; }

    /// <inheritdoc/>
    public string Digest => files.Digest;

    /// <summary>Of the vision tower alone.</summary>
    public string VisionDigest => vision.Digest;

    public bool AsReleased => false;

    /// <inheritdoc/>
    public ClipBart LoadModel(double dropout, Generator generator, Device? device = null)
    {
        var model = RandomModel(dropout, generator, device);
        CheckpointLoader.Load(model, files.Of(BartFile), LoadingOptions.Strict with { Fresh = model.AlwaysTrains });
        return model;
    }

    /// <inheritdoc/>
    public ClipBart RandomModel(double dropout, Generator generator, Device? device = null) =>
        new(
            ClipBartConfig.Small(Tokenizer.VocabSize) with
            {
                Dropout = dropout,
                AttentionDropout = 0,
                ActivationDropout = dropout,
            },
            generator,
            device
        );

    /// <summary>The frozen vision tower.</summary>
    public ClipResNet LoadTower(Device? device = null)
    {
        var tower = new ClipResNet(ClipResNetConfig.Small, device: device);
        CheckpointLoader.Load(tower, files.Of(VisionFile), LoadingOptions.Strict);
        return tower;
    }

    /// <summary>Writes a model's parameters and buffers in half precision.</summary>
    public static void SaveHalf(string file, nn.Module model) =>
        SafetensorsWriter.WriteInTurn(
            file,
            model
                .state_dict()
                .Select(p => new SafetensorsItem(
                    p.Key,
                    is_floating_point(p.Value) ? ScalarType.Float16 : p.Value.dtype,
                    p.Value.shape,
                    () => p.Value.detach()
                ))
        );
}
