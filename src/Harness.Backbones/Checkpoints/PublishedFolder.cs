using System.Text.Json;

namespace Harness.Backbones;

/// <summary>
/// A model's folder as Hugging Face publishes it: <c>config.json</c>, weights in any layout, and the files of its tokenizer.
/// </summary>
public sealed class PublishedFolder
{
    private readonly string folder;

    /// <exception cref="CheckpointException">The folder has no <c>config.json</c> that says which model it is.</exception>
    public PublishedFolder(string folder)
    {
        this.folder = folder;
        Config = Text("config.json");
        try
        {
            using var json = JsonDocument.Parse(Config);
            ModelType = json.RootElement.GetProperty("model_type").GetString() ?? "";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new CheckpointException($"{In("config.json")}: not a model's configuration with a \"model_type\" ({e.Message}).", e);
        }
    }

    /// <summary>The text of <c>config.json</c>, for a configuration's <c>FromJson</c>.</summary>
    public string Config { get; }

    /// <summary>What the configuration calls the model: <c>t5</c>, <c>bart</c>, <c>roberta</c>, <c>gpt2</c>, <c>vit</c>, …</summary>
    public string ModelType { get; }

    /// <exception cref="CheckpointException">No weights, or malformed ones.</exception>
    public IWeightFile OpenWeights() => WeightFiles.Open(folder);

    /// <summary>The tokenizer of this kind of model over the folder's vocabulary.</summary>
    /// <exception cref="CheckpointException">A file is missing or malformed, or this kind of model has no text.</exception>
    public SubwordTokenizer Tokenizer() => ModelType switch
    {
        "t5" => new T5Tokenizer(SentencePieceModel.Load(In("spiece.model"))),
        "gpt2" => new ByteBpeTokenizer(Bytes(), ByteBpeConvention.Gpt2),
        "roberta" => new ByteBpeTokenizer(Bytes(), ByteBpeConvention.Roberta),
        "bart" => new ByteBpeTokenizer(Bytes(), ByteBpeConvention.Bart),
        "clip" or "clip_text_model" => new ClipTokenizer(Bytes()),
        _ => throw new CheckpointException($"{folder}: no tokenizer is known for model_type '{ModelType}'; known are t5, gpt2, roberta, bart, clip."),
    };

    private BpeVocabulary Bytes() => BpeVocabulary.Load(In("vocab.json"), In("merges.txt"));

    private string In(string name) => Path.Combine(folder, name);

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
