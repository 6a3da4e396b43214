using Harness.Backbones.BartModels;
using Harness.Backbones.ClipBartModels;
using Harness.Backbones.ClipModels;
using Harness.Data;
using Harness.Data.Emoji;
using Harness.Data.Sampling;
using Harness.Data.Scenes;
using Harness.Data.Text;
using Harness.Training.Multitask;

namespace Harness.Training.Pretraining.ClipBartModels;

/// <summary>
/// The small CLIP-BART from nothing: a vision tower on scenes of the pre-training stream, and apart from it a BART on sentences; the two meet only when a
/// method is tuned. No question is seen with its answer, and no picture of the tasks.
/// </summary>
/// <param name="tasks">Gives the words that the vocabulary needs.</param>
public sealed class SmallClipBart(
    StampScenes data,
    StampPairs pairs,
    EmojiCatalogue emoji,
    FourTasks tasks,
    ClipBartOptions options
)
{
    /// <summary>Name of the backbone that this makes.</summary>
    public const string Name = "clip-bart-small";

    private const int Samples = 4_000;

    private readonly Documents documents = new(
        data,
        new Statements(
            data.Sprites.Names(),
            data.Sprites.Categories,
            [.. SceneRules.Backgrounds.Select(b => b.Word)],
            StatementStyle.One
        ),
        new TaskWordings(data, pairs, emoji).Draw
    );

    /// <summary>Trains what <paramref name="work"/> does not hold yet, and leaves the finished files in <paramref name="folder"/>.</summary>
    /// <param name="work">Folder of unfinished work.</param>
    public TwoPartReport Run(
        string folder,
        string work,
        Action<string>? say = null,
        Action<PretrainLook>? look = null,
        CancellationToken cancellation = default
    )
    {
        Directory.CreateDirectory(work);
        Directory.CreateDirectory(folder);
        return new TwoPartReport(Vision(folder, work, say, look, cancellation), Language(folder, work, say, look, cancellation));
    }

    private IReadOnlyList<PretrainLook> Vision(
        string folder,
        string work,
        Action<string>? say,
        Action<PretrainLook>? look,
        CancellationToken cancellation
    )
    {
        using var generator = options.Vision.Weights();
        using var tower = new ClipResNet(ClipResNetConfig.Small, generator);
        say?.Invoke($"vision tower {tower.Name}: {tower.parameters().Sum(p => p.numel()):N0} parameters");
        var looks = new TowerTraining(tower, data, options).Run(
            State(work, "vision", options.Vision),
            generator,
            look,
            cancellation
        );
        ClipBartFolder.SaveHalf(Path.Combine(folder, ClipBartFolder.VisionFile), tower);
        return looks;
    }

    private IReadOnlyList<PretrainLook> Language(
        string folder,
        string work,
        Action<string>? say,
        Action<PretrainLook>? look,
        CancellationToken cancellation
    )
    {
        var vocabulary = WordVocabulary.Build(Words(), sentinels: 1, regions: 2 * ClipBartFolder.Cells);
        vocabulary.Save(Path.Combine(folder, ClipBartFolder.VocabularyFile));
        using var generator = options.Language.Weights();
        var config = ClipBartConfig.Small(vocabulary.Tokens.Count) with
        {
            Name = "bart-small",
            Dropout = 0,
            AttentionDropout = 0,
            ActivationDropout = 0,
        };
        using var model = new Bart(config, generator);
        say?.Invoke($"text of {Name}: {model.parameters().Sum(p => p.numel()):N0} parameters, {vocabulary.Tokens.Count} words");
        var pretrainer = new BartPretrainer(model, new WordTokenizer(vocabulary), data, documents, options);
        var looks = pretrainer.Run(State(work, "language", options.Language), look, cancellation);
        ClipBartFolder.SaveHalf(Path.Combine(folder, ClipBartFolder.BartFile), model);
        return looks;
    }

    /// <summary>Words of documents, of the tasks' training texts and of their prompts, in a fixed order.</summary>
    private IReadOnlyList<string> Words()
    {
        var words = new SortedSet<string>(data.AnswerWords, StringComparer.Ordinal);
        var random = RandomStream.Root(0).Sub("vocabulary");
        for (var i = 0UL; i < Samples; i++)
            words.UnionWith(documents.Draw(data.PretrainingScene(i), random).Words);
        foreach (
            var text in tasks
                .Questions("train")
                .SelectMany(q => q.Answers.Keys.Prepend(q.Text))
                .Concat(VlTask.All.Select(t => t.Prompt))
        )
            words.UnionWith(WordTokenizer.Split(text));
        return [.. words.Where(w => !w.StartsWith('<'))];
    }

    private static string State(string work, string part, LoopOptions loop) =>
        Path.Combine(work, $"{part}-{loop.Steps}.safetensors");
}
