using Harness.Data.Files;
using Harness.Data.Packages;
using Harness.Data.Pictures;

namespace Harness.Data;

/// <summary>One of the sets that a set of tasks is made of.</summary>
/// <param name="Questions">Its questions of a split.</param>
public sealed record TaskSet(string Task, IDataset Set, Func<string, IEnumerable<Question>> Questions);

/// <summary>
/// VL-Adapter's four tasks (Sung et al. 2022, arXiv 2112.06825) in one set: over the sets that are served here (<see cref="Open"/>), or over the papers' own
/// (<see cref="PaperFiles.VlAdapterTasks"/>). A question's form is its task, a slash and its own form; a caption is the answer to an empty question. Tasks take
/// turns, so that the first n questions of a split are about equally many of each.
/// </summary>
public sealed class FourTasks : IVqaDataset
{
    public const string Vqa = "vqa",
        Gqa = "gqa",
        Nlvr = "nlvr",
        Caption = "caption";

    /// <summary>Other forms of emoji-vqa ask for names and territories: thousands of words that each stand in one training picture.</summary>
    private static readonly string[] emojiForms = ["category", "kind", "is-kind"];

    private readonly IReadOnlyDictionary<string, IDataset> sources;
    private readonly Dictionary<string, Lazy<IReadOnlyList<Question>>> questions;

    /// <param name="sets">In the order in which tasks take turns.</param>
    public FourTasks(string name, IReadOnlyList<string> splits, DatasetNotes notes, IReadOnlyList<TaskSet> sets)
    {
        (Name, Splits, Notes) = (name, splits, notes);
        sources = sets.ToDictionary(s => s.Task, s => s.Set);
        questions = splits.ToDictionary(
            split => split,
            split => new Lazy<IReadOnlyList<Question>>(() => Alternating([.. sets.Select(s => Of(s.Task, s.Questions(split)))]))
        );
        Digest = FileDigest.OfTexts($"{Name} {Version} {string.Join(' ', sets.Select(s => $"{s.Task}={s.Set.Digest}"))}");
    }

    public static IReadOnlyList<string> Tasks { get; } = [Vqa, Gqa, Nlvr, Caption];

    /// <summary>
    /// <c>four-tasks</c>: <c>vqa</c> from emoji-vqa, <c>gqa</c> from stamp-scenes, <c>nlvr</c> from stamp-pairs, <c>caption</c> from the templated splits of
    /// stamp-captions.
    /// </summary>
    /// <exception cref="UserErrorException">A package cannot be had, or is damaged.</exception>
    public static FourTasks Open(string size, long seed, PackageCache? cache = null, Action<string>? say = null)
    {
        var (emoji, scenes) = (
            EmojiVqa.Open(seed, cache, say),
            StampScenes.Open(StampScenesOptions.Named(size, seed), Scenes.SpriteSource.Stamps, cache, say)
        );
        var (pairs, captions) = (StampPairs.Open(size, seed, cache, say), StampCaptions.Open(seed, cache, say));
        IDataset[] all = [emoji, scenes, pairs, captions];
        return new FourTasks(
            "four-tasks",
            ["train", "test"],
            NotesOf(all),
            [
                new(Vqa, emoji, split => emoji.Questions(split).Where(q => emojiForms.Contains(q.Form))),
                new(Gqa, scenes, scenes.Questions),
                new(Nlvr, pairs, pairs.Questions),
                new(
                    Caption,
                    captions,
                    split => captions.Captions($"templated-{split}").Select(c => Asked(c, c.PictureId, "templated"))
                ),
            ]
        );
    }

    public string Name { get; }

    public string Version => "1";

    public string Digest { get; }

    public string Provenance => string.Join("; ", sources.Values.Select(s => s.Provenance).Distinct());

    public DatasetNotes Notes { get; }

    public IReadOnlyList<string> Splits { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Question> Questions(string split) =>
        questions.TryGetValue(split, out var list) ? list.Value : throw ((IDataset)this).NoSplit(split);

    /// <summary>The task that a question belongs to.</summary>
    public static string TaskOf(Question question) => question.Form[..question.Form.IndexOf('/')];

    /// <summary>A picture's captions as an empty question's answers.</summary>
    internal static Question Asked(CaptionedPicture picture, string id, string form) =>
        new(id, picture.PictureId, "", form, "caption", picture.Texts.Distinct().ToDictionary(t => t, _ => 1.0));

    /// <exception cref="ArgumentException">No such picture.</exception>
    public Picture Picture(string pictureId) => Of(pictureId, (set, id) => set.Picture(id));

    public IReadOnlyList<Box> Regions(string pictureId) =>
        Of(pictureId, (set, id) => set is IVqaDataset asked ? asked.Regions(id) : GridRegions.Eight);

    private static DatasetNotes NotesOf(IReadOnlyList<IDataset> sets) =>
        new(
            [.. sets.SelectMany(s => s.Notes.Sources).Distinct()],
            [
                "Four tasks in one set, as VL-Adapter tunes one model on VQA v2, GQA, NLVR2 and COCO captions together. vqa: emoji-vqa, the forms category, kind and is-kind. gqa: stamp-scenes, all of whose questions are small programs over scenes, as GQA's are over scene graphs. nlvr: stamp-pairs. caption: the templated splits of stamp-captions, asked with an empty question.",
                "Each task's splits, questions and weaknesses are those of its own set, see its card. Tasks take turns in a split as long as they last.",
            ],
            [
                "None of the four is the data set whose name it recalls: drawings instead of photographs (vqa), composed scenes and templates everywhere else. Scores never stand beside the papers'.",
                "Captions are sentences from one template, true by construction; a model that names what it sees from left to right is right to the word. Below, accuracy on them means the whole sentence; runs score them with CIDEr-D.",
                "Training emoji are drawn by one artist and test emoji by another; the three other tasks share their cut-outs between training and test.",
            ]
        );

    private T Of<T>(string pictureId, Func<IDataset, string, T> read) =>
        pictureId.Split(':', 2) is [var task, var rest] && sources.TryGetValue(task, out var set)
            ? read(set, rest)
            : throw new ArgumentException(
                $"{Name} has no picture '{pictureId}'; they begin with {string.Join(", ", Tasks.Select(t => t + ":"))}."
            );

    private static List<Question> Of(string task, IEnumerable<Question> questions) =>
        [
            .. questions.Select(q =>
                q with
                {
                    Id = $"{task}:{q.Id}",
                    PictureId = $"{task}:{q.PictureId}",
                    Form = $"{task}/{q.Form}",
                }
            ),
        ];

    private static List<Question> Alternating(IReadOnlyList<List<Question>> tasks) =>
        [.. Enumerable.Range(0, tasks.Max(t => t.Count)).SelectMany(i => tasks.Where(t => i < t.Count).Select(t => t[i]))];
}
