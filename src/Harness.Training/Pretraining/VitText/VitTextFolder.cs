using Harness.Backbones.Checkpoints;
using Harness.Backbones.Gpt2Models;
using Harness.Backbones.RobertaModels;
using Harness.Backbones.VitModels;
using Harness.Data.Files;
using Harness.Data.Text;
using Harness.Training.Features;
using Harness.Training.Resuming;
using Harness.Training.VitText;
using static TorchSharp.torch;

namespace Harness.Training.Pretraining.VitText;

/// <summary>
/// A small vision transformer and a small language model on disk, pre-trained apart: <c>vision.safetensors</c>, <c>language.safetensors</c>,
/// <c>vocab.txt</c>, and whatever <c>manifest.json</c> says about how they were made.
/// </summary>
public sealed class VitTextFolder : IVitTextSource
{
    public const string VisionFile = "vision.safetensors";
    public const string LanguageFile = "language.safetensors";
    public const string VocabularyFile = "vocab.txt";

    private readonly BackboneFiles files,
        vision;

    /// <exception cref="UserErrorException">A file is missing (exit code 3).</exception>
    public VitTextFolder(string folder)
    {
        files = new BackboneFiles(folder, VisionFile, LanguageFile, VocabularyFile);
        vision = new BackboneFiles(folder, VisionFile);
        Tokenizer = new WordTokenizer(WordVocabulary.Load(files.Of(VocabularyFile)));
    }

    public ITokenizer Tokenizer { get; }

    /// <inheritdoc/>
    public string Digest => files.Digest;

    /// <inheritdoc/>
    public string VisionDigest => vision.Digest;

    public bool AsReleased => false;

    /// <inheritdoc/>
    public IFeatureReader OpenVision(bool pooled, Device? device = null)
    {
        var model = new Vit(VitConfig.Mini, device: device);
        CheckpointLoader.Load(model, files.Of(VisionFile), LoadingOptions.Strict);
        return new VitReader(model, pooled);
    }

    /// <inheritdoc/>
    public RobertaVqa LoadRoberta(
        RobertaVqaConfig around,
        double dropout,
        Generator generator,
        bool random = false,
        Device? device = null
    )
    {
        var model = new RobertaVqa(
            around with
            {
                Roberta = RobertaConfig.Mini(Tokenizer.VocabSize) with { HiddenDropoutProb = dropout },
            },
            generator,
            device
        );
        if (!random)
            CheckpointLoader.Load(model, files.Of(LanguageFile), LoadingOptions.Strict with { Fresh = model.AlwaysTrains });
        return model;
    }

    /// <inheritdoc/>
    public Gpt2 LoadGpt2(double dropout, Generator? generator = null, Device? device = null)
    {
        var model = new Gpt2(
            Gpt2Config.Mini(Tokenizer.VocabSize) with
            {
                ResidPdrop = dropout,
                EmbdPdrop = dropout,
            },
            generator,
            device
        );
        if (generator is null)
            CheckpointLoader.Load(model, files.Of(LanguageFile), LoadingOptions.Strict);
        return model;
    }
}
