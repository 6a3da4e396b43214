using System.Text.Json;
using Harness.Adapters.Saving.Safetensors;
using Harness.Backbones.Checkpoints;
using Harness.Backbones.Regions;
using Harness.Backbones.VlT5Models;
using Harness.Data;
using Harness.Data.Sampling;
using Harness.Data.Scenes;
using Harness.Data.Text;
using Harness.Training.Vqa;
using static TorchSharp.torch;

namespace Harness.Training.Pretraining;

/// <summary>What pre-training made, besides files.</summary>
/// <param name="Seconds">Wall time of all calls together, without the region embedder.</param>
public sealed record PretrainReport(EmbedderScores Embedder, IReadOnlyList<PretrainLook> Looks, double Seconds);

/// <summary>
/// The small VL-T5 from nothing: region embedder, vocabulary, backbone, each saved when done so that a stopped call goes on.
/// Only scenes of the pre-training stream are seen, no image with a question, and no question in words of the downstream task.
/// </summary>
public sealed class SmallVlT5(StampScenes data, PretrainOptions options, EmbedderOptions embedderOptions, string prompt)
{
    /// <summary>How the small backbone is asked: a slot at the end, as in pre-training.</summary>
    public const string Prompt = "question : {0} <extra_id_0>";

    private const int Sentinels = 4;

    private readonly Statements statements = Said(data, StatementStyle.Several);

    private static Statements Said(StampScenes data, StatementStyle style) =>
        new(data.Sprites.Names(), data.Sprites.Categories, [.. SceneRules.Backgrounds.Select(b => b.Word)], style);

    /// <summary>Trains what <paramref name="work"/> does not hold yet, and leaves the finished files in <paramref name="folder"/>.</summary>
    /// <param name="work">Folder of unfinished work: features of the scene pool, training state.</param>
    public PretrainReport Run(
        string folder,
        string work,
        Action<string>? say = null,
        Action<PretrainLook>? look = null,
        CancellationToken cancellation = default
    )
    {
        Directory.CreateDirectory(work);
        Directory.CreateDirectory(folder);
        var (embedder, scores) = Embedder(Path.Combine(work, VlT5Folder.EmbedderFile), say, cancellation);
        var first = new PretrainingTexts(Said(data, StatementStyle.Places), options.Mix);
        var texts = new PretrainingTexts(statements, options.Mix);
        var reading = new ReadingTexts(statements, data.Sprites.Sprites, data.Sprites.Names(), data.Sprites.Categories);
        var vocabulary = WordVocabulary.Build(Vocabulary.Of(data, prompt), Sentinels, data.Options.Regions);
        vocabulary.Save(Path.Combine(folder, VlT5Folder.VocabularyFile));
        var tokenizer = new WordTokenizer(vocabulary);
        var random = RandomStream.Root((long)options.Seed);
        using var generator = new Generator(random.Sub("weights").NextUInt64() >> 1);
        var config = VlT5Config.Small(vocabulary.Tokens.Count) with { DropoutRate = 0 };
        using var model = new VlT5(config, generator);
        say?.Invoke(
            $"backbone {config.Name}: {model.parameters().Sum(p => p.numel()):N0} parameters, {vocabulary.Tokens.Count} words"
        );
        using var pool = Pool("pool", 0, options.PoolScenes, embedder, work, say);
        using var heldOut = Pool("held-out", (ulong)options.PoolScenes, options.HeldOutScenes, embedder, work, say);
        Alignment.Begin(model, tokenizer, pool);
        var pretrainer = new VlT5Pretrainer(model, tokenizer, pool, heldOut, statements, first, texts, reading, options);
        var looks = pretrainer.Run(Path.Combine(work, "state.safetensors"), look, cancellation);
        VlT5Folder.Save(folder, model, embedder);
        embedder.Dispose();
        return new PretrainReport(scores, looks, looks[^1].Seconds);
    }

    private (RegionEmbedder, EmbedderScores) Embedder(string file, Action<string>? say, CancellationToken cancellation)
    {
        using var generator = new Generator(RandomStream.Root((long)embedderOptions.Seed).Sub("weights").NextUInt64() >> 1);
        var embedder = new RegionEmbedder(new RegionEmbedderConfig(), generator);
        if (!File.Exists(file))
        {
            say?.Invoke("training the region embedder");
            Write(file, EmbedderTraining.Train(embedder, data, embedderOptions, cancellation: cancellation), embedder);
        }
        CheckpointLoader.Load(embedder, file, LoadingOptions.Strict);
        embedder.eval();
        var scores = ReadScores(file);
        say?.Invoke(
            $"region embedder on held-out scenes: name {scores.Name:F1} %, category {scores.Category:F1} %, colour {scores.Colour:F1} %"
        );
        return (embedder, scores);
    }

    private static void Write(string file, EmbedderScores scores, RegionEmbedder embedder) =>
        SafetensorsWriter.Write(
            file,
            VlT5Folder.Named(embedder),
            new Dictionary<string, string> { ["scores"] = JsonSerializer.Serialize(scores) }
        );

    private static EmbedderScores ReadScores(string file)
    {
        using var saved = SafetensorsFile.Open(file);
        return JsonSerializer.Deserialize<EmbedderScores>(saved.Metadata["scores"])!;
    }

    private ScenePool Pool(string name, ulong first, int count, RegionEmbedder embedder, string work, Action<string>? say)
    {
        say?.Invoke($"regions of {count:N0} scenes ({name})");
        return ScenePool.Create(data, first, count, embedder, Path.Combine(work, name + ".safetensors"));
    }
}
