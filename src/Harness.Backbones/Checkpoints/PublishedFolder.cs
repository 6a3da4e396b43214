using System.Text.Json;
using Harness.Adapters.Saving;
using Harness.Adapters.Saving.Safetensors;
using Harness.Data.Files;
using Harness.Data.Pictures.Preprocessing;
using Harness.Data.Text;

namespace Harness.Backbones.Checkpoints;

/// <summary>
/// A model's folder as Hugging Face publishes it: <c>config.json</c>, weights in any layout, and the files of its tokenizer.
/// </summary>
public sealed class PublishedFolder
{
    private const string PreprocessorFile = "preprocessor_config.json";

    /// <exception cref="CheckpointException">The folder has no <c>config.json</c> that says which model it is.</exception>
    public PublishedFolder(string folder)
    {
        Path = folder;
        Config = Text("config.json");
        try
        {
            using var json = JsonDocument.Parse(Config);
            ModelType = json.RootElement.GetProperty("model_type").GetString() ?? "";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new CheckpointException(
                $"{In("config.json")}: not a model's configuration with a \"model_type\" ({e.Message}).",
                e
            );
        }
    }

    public string Path { get; }

    /// <summary>The folder's own name, which is the model's.</summary>
    public string Name => System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(Path));

    /// <summary>The files that decide model, text and pictures; of several kinds of weights the one that is read.</summary>
    /// <exception cref="CheckpointException">No weights.</exception>
    public IReadOnlyList<string> Files =>
        [
            WeightFiles.InFolder(Path),
            .. new[] { "config.json", "spiece.model", "vocab.json", "merges.txt", PreprocessorFile }
                .Select(In)
                .Where(File.Exists),
        ];

    /// <summary>The text of <c>config.json</c>, for a configuration's <c>FromJson</c>.</summary>
    public string Config { get; }

    /// <summary>What the configuration calls the model: <c>t5</c>, <c>bart</c>, <c>roberta</c>, <c>gpt2</c>, <c>vit</c>, …</summary>
    public string ModelType { get; }

    /// <exception cref="CheckpointException">No weights, or malformed ones.</exception>
    public IWeightFile OpenWeights() => WeightFiles.Open(Path);

    /// <summary>The model's sizes.</summary>
    /// <param name="fromJson">A configuration's <c>FromJson</c>.</param>
    /// <exception cref="CheckpointException">The configuration is not that model's, or out of range.</exception>
    public T Sizes<T>(Func<string, T> fromJson)
    {
        try
        {
            return fromJson(Config);
        }
        catch (ArgumentException e)
        {
            throw new CheckpointException($"{In("config.json")}: {e.Message}", e);
        }
    }

    /// <summary>How the model wants pictures prepared; null where the folder does not say.</summary>
    /// <exception cref="BadFileException">The file does not hold what it should.</exception>
    public PicturePreprocessor? Preprocessor() =>
        File.Exists(In(PreprocessorFile)) ? PicturePreprocessor.FromJson(Text(PreprocessorFile)) : null;

    /// <summary>The tokenizer of this kind of model over the folder's vocabulary.</summary>
    /// <exception cref="CheckpointException">A file is missing or malformed, or this kind of model has no text.</exception>
    public SubwordTokenizer Tokenizer() =>
        ModelType switch
        {
            "t5" => new T5Tokenizer(SentencePieceModel.Load(In("spiece.model"))),
            "gpt2" => new ByteBpeTokenizer(Bytes(), ByteBpeConvention.Gpt2),
            "roberta" => new ByteBpeTokenizer(Bytes(), ByteBpeConvention.Roberta),
            "bart" => new ByteBpeTokenizer(Bytes(), ByteBpeConvention.Bart),
            _ => throw new CheckpointException(
                $"{Path}: no tokenizer is known for model_type '{ModelType}'; known are t5, gpt2, roberta, bart."
            ),
        };

    private BpeVocabulary Bytes() => BpeVocabulary.Load(In("vocab.json"), In("merges.txt"));

    private string In(string name) => System.IO.Path.Combine(Path, name);

    private string Text(string name)
    {
        try
        {
            return File.ReadAllText(In(name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{In(name)}: cannot be read ({e.Message}).", e);
        }
    }
}
