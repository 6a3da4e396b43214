using Harness.Backbones;
using Harness.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Training.Pretraining.Unimodal;

/// <summary>
/// A small vision transformer and a small language model on disk, pre-trained apart: <c>vision.safetensors</c>, <c>language.safetensors</c>,
/// <c>vocab.txt</c>, and whatever <c>manifest.json</c> says about how they were made.
/// </summary>
public sealed class UnimodalFolder
{
    public const string VisionFile = "vision.safetensors";
    public const string LanguageFile = "language.safetensors";
    public const string VocabularyFile = "vocab.txt";

    private readonly BackboneFiles files, vision;

    /// <exception cref="UserErrorException">A file is missing (exit code 3).</exception>
    public UnimodalFolder(string folder)
    {
        files = new BackboneFiles(folder, VisionFile, LanguageFile, VocabularyFile);
        vision = new BackboneFiles(folder, VisionFile);
        Tokenizer = new WordTokenizer(WordVocabulary.Load(files.Of(VocabularyFile)));
    }

    public WordTokenizer Tokenizer { get; }

    /// <inheritdoc cref="BackboneFiles.Digest"/>
    public string Digest => files.Digest;

    /// <summary>Of the vision transformer alone, whatever reads its features.</summary>
    public string VisionDigest => vision.Digest;

    /// <summary>The frozen picture encoder.</summary>
    public Vit LoadVision()
    {
        var model = new Vit(VitConfig.Mini);
        CheckpointLoader.Load(model, files.Of(VisionFile), LoadingOptions.Strict);
        model.eval();
        return model;
    }

    /// <summary>The encoder with a fresh answer head.</summary>
    /// <param name="config">What stands around it; its text encoder is replaced by this folder's.</param>
    /// <param name="generator">Draws the head, and everything where the weights are to be random.</param>
    /// <param name="dropout">Dropout while tuning (0.1 in RoBERTa).</param>
    public RobertaVqa LoadRoberta(RobertaVqaConfig config, double dropout, Generator generator, bool random = false)
    {
        var model = new RobertaVqa(config with { Roberta = RobertaConfig.Mini(Tokenizer.VocabSize) with { HiddenDropoutProb = dropout } }, generator);
        if (!random)
            CheckpointLoader.Load(model, files.Of(LanguageFile), new LoadingOptions { AllowExtra = false, AllowMissing = true });
        return model;
    }

    /// <summary>The decoder.</summary>
    /// <param name="generator">Draws every weight instead of loading it; null: the folder's weights.</param>
    public Gpt2 LoadGpt2(double dropout, Generator? generator = null)
    {
        var model = new Gpt2(Gpt2Config.Mini(Tokenizer.VocabSize) with { ResidPdrop = dropout, EmbdPdrop = dropout }, generator);
        if (generator is null)
            CheckpointLoader.Load(model, files.Of(LanguageFile), LoadingOptions.Strict);
        return model;
    }
}
