using Harness.Adapters.Saving.Safetensors;
using Harness.Backbones.Checkpoints;
using Harness.Backbones.Regions;
using Harness.Backbones.VlT5Models;
using Harness.Data.Files;
using Harness.Data.Text;
using Harness.Training.Resuming;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Training.Vqa;

/// <summary>
/// A small VL-T5 on disk: <c>model.safetensors</c>, <c>embedder.safetensors</c>, <c>vocab.txt</c>, its sizes in
/// <c>config.json</c>, and whatever <c>manifest.json</c> says about how it was made.
/// </summary>
public sealed class VlT5Folder : IVlT5Source
{
    public const string ModelFile = "model.safetensors";
    public const string EmbedderFile = "embedder.safetensors";
    public const string VocabularyFile = "vocab.txt";
    private const string ConfigFile = "config.json";

    private readonly BackboneFiles files;
    private readonly VlT5Config sizes;
    private readonly int newWords;

    /// <exception cref="UserErrorException">A file is missing (exit code 3).</exception>
    public VlT5Folder(string folder)
    {
        files = new BackboneFiles(folder, ModelFile, EmbedderFile, VocabularyFile, ConfigFile);
        Tokenizer = new WordTokenizer(WordVocabulary.Load(files.Of(VocabularyFile)));
        sizes = VlT5Config.FromJson(File.ReadAllText(files.Of(ConfigFile)));
    }

    private VlT5Folder(VlT5Folder source, WordTokenizer tokenizer, int newWords) =>
        (files, sizes, Tokenizer, this.newWords) = (source.files, source.sizes, tokenizer, newWords);

    public WordTokenizer Tokenizer { get; }

    ITokenizer IVlT5Source.Tokenizer => Tokenizer;

    /// <inheritdoc cref="BackboneFiles.Digest"/>
    public string Digest => files.Digest;

    /// <summary>
    /// The same backbone for texts with other words: each word of the texts that the vocabulary lacks gets a token of its own. Without one a model
    /// could neither read nor give an answer that pre-training did not know.
    /// </summary>
    public VlT5Folder WithWordsOf(IEnumerable<string> texts)
    {
        var known = Tokenizer.Vocabulary;
        string[] added =
        [
            .. texts
                .SelectMany(WordTokenizer.Split)
                .Distinct()
                .Where(w => !known.TryGetId(w, out _))
                .Order(StringComparer.Ordinal),
        ];
        if (added.Length == 0)
            return this;
        var words = known.Tokens.Skip(3).SkipLast(known.Sentinels + known.Regions).Concat(added);
        return new VlT5Folder(
            this,
            new WordTokenizer(WordVocabulary.Build(words, known.Sentinels, known.Regions)),
            newWords + added.Length
        );
    }

    /// <inheritdoc/>
    /// <param name="generator">Draws the vectors of added words, as widely spread as those of the words before; needed only where there are some.</param>
    public VlT5 LoadModel(double dropout, Generator? generator = null, Device? device = null)
    {
        var model = new VlT5(Config(dropout, Tokenizer.VocabSize - newWords), device: device);
        CheckpointLoader.Load(model, files.Of(ModelFile), LoadingOptions.Strict);
        return newWords == 0
            ? model
            : Widened(
                model,
                dropout,
                generator
                    ?? throw new ArgumentNullException(
                        nameof(generator),
                        $"{newWords} words were added; their vectors need a generator."
                    )
            );
    }

    private VlT5 Widened(VlT5 model, double dropout, Generator generator)
    {
        var wide = new VlT5(Config(dropout, Tokenizer.VocabSize), device: model.parameters().First().device);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var old = model.state_dict();
        long numbered = Tokenizer.Vocabulary.Sentinels + Tokenizer.Vocabulary.Regions;
        foreach (var (name, value) in wide.state_dict())
        {
            var source = old[name];
            if (source.shape[0] == value.shape[0])
            {
                value.copy_(source);
                continue;
            }
            // The numbered tokens stay at the end of the table, where the object order counts from.
            var words = source.shape[0] - numbered;
            value.narrow(0, 0, words).copy_(source.narrow(0, 0, words));
            var drawn = empty(value.narrow(0, words, newWords).shape)
                .normal_(0, source.narrow(0, 0, words).std().ToDouble(), generator);
            value.narrow(0, words, newWords).copy_(drawn);
            value.narrow(0, words + newWords, numbered).copy_(source.narrow(0, words, numbered));
        }
        model.Dispose();
        return wide;
    }

    /// <inheritdoc/>
    public VlT5 RandomModel(double dropout, Generator generator, Device? device = null) =>
        new(Config(dropout, Tokenizer.VocabSize), generator, device);

    public RegionEmbedder LoadEmbedder()
    {
        using var generator = new Generator(0);
        var embedder = new RegionEmbedder(new RegionEmbedderConfig(), generator);
        CheckpointLoader.Load(embedder, files.Of(EmbedderFile), LoadingOptions.Strict);
        embedder.eval();
        return embedder;
    }

    public static void Save(string folder, VlT5 model, RegionEmbedder embedder)
    {
        AtomicFile.WriteText(Path.Combine(folder, ConfigFile), model.Config.ToJson());
        SafetensorsWriter.Write(Path.Combine(folder, ModelFile), Named(model));
        SafetensorsWriter.Write(Path.Combine(folder, EmbedderFile), Named(embedder));
    }

    /// <summary>Parameters and buffers by name.</summary>
    internal static IEnumerable<(string, Tensor)> Named(nn.Module module) =>
        module.state_dict().Select(p => (p.Key, p.Value.detach()));

    private VlT5Config Config(double dropout, long words) => sizes with { VocabSize = words, DropoutRate = dropout };
}
