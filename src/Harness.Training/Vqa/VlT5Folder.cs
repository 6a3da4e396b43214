using System.Security.Cryptography;
using Harness.Backbones;
using Harness.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Training.Vqa;

/// <summary>
/// A small VL-T5 on disk: <c>model.safetensors</c>, <c>embedder.safetensors</c>, <c>vocab.txt</c>, and whatever
/// <c>manifest.json</c> says about how it was made.
/// </summary>
public sealed class VlT5Folder
{
    public const string ModelFile = "model.safetensors";
    public const string EmbedderFile = "embedder.safetensors";
    public const string VocabularyFile = "vocab.txt";

    private readonly string folder;
    private readonly Lazy<string> digest;

    /// <exception cref="UserErrorException">A file is missing (exit code 3).</exception>
    public VlT5Folder(string folder)
    {
        this.folder = folder;
        foreach (var file in new[] { ModelFile, EmbedderFile, VocabularyFile })
        {
            if (!File.Exists(Path.Combine(folder, file)))
                throw new UserErrorException($"{folder} has no {file}; make the backbone with './harness pretrain'.", UserErrorException.Missing);
        }
        digest = new Lazy<string>(Hash);
        Tokenizer = new WordTokenizer(WordVocabulary.Load(Path.Combine(folder, VocabularyFile)));
    }

    public WordTokenizer Tokenizer { get; }

    /// <summary>Hex SHA-256 over the three files, read once: a sweep asks for every cell.</summary>
    public string Digest => digest.Value;

    /// <summary>The backbone with its weights.</summary>
    /// <param name="dropout">Dropout while tuning (0.1 in T5).</param>
    public VlT5 LoadModel(double dropout)
    {
        var model = new VlT5(Config(dropout));
        CheckpointLoader.Load(model, Path.Combine(folder, ModelFile), LoadingOptions.Strict);
        return model;
    }

    /// <summary>The same sizes with fresh random weights, for comparison.</summary>
    public VlT5 RandomModel(double dropout, Generator generator) => new(Config(dropout), generator);

    public RegionEmbedder LoadEmbedder()
    {
        using var generator = new Generator(0);
        var embedder = new RegionEmbedder(new RegionEmbedderConfig(), generator);
        CheckpointLoader.Load(embedder, Path.Combine(folder, EmbedderFile), LoadingOptions.Strict);
        embedder.eval();
        return embedder;
    }

    public static void Save(string folder, VlT5 model, RegionEmbedder embedder)
    {
        SafetensorsWriter.Write(Path.Combine(folder, ModelFile), Named(model));
        SafetensorsWriter.Write(Path.Combine(folder, EmbedderFile), Named(embedder));
    }

    /// <summary>Parameters and buffers by name.</summary>
    internal static IEnumerable<(string, Tensor)> Named(nn.Module module) => module.state_dict().Select(p => (p.Key, p.Value.detach()));

    private string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in new[] { ModelFile, EmbedderFile, VocabularyFile })
            hash.AppendData(File.ReadAllBytes(Path.Combine(folder, file)));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private VlT5Config Config(double dropout) => VlT5Config.Small(Tokenizer.VocabSize) with { DropoutRate = dropout };
}
