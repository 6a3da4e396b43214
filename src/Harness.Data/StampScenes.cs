using System.Collections.Frozen;
using System.Globalization;
using Harness.Data.Files;
using Harness.Data.Packages;
using Harness.Data.Pictures;
using Harness.Data.Sampling;
using Harness.Data.Scenes;
using Harness.Data.Scenes.Questions;

namespace Harness.Data;

/// <summary>
/// Questions about pictures of one to six cut-outs at known places. Names and categories come from the cut-outs' annotations, counts and
/// relations are true by construction. Splits: <c>train</c> (the pool for N_D training and N_D development questions), <c>test</c> (new arrangements
/// of the same stamps) and <c>test-heldout</c> (stamps whose names no training picture shows). Scenes are composed at once, pictures painted
/// when asked for. Reading is thread-safe.
/// </summary>
public sealed class StampScenes : IVqaDataset
{
    private const string PretrainingPrefix = "pretraining-";

    private readonly RandomStream root;
    private readonly SceneComposer composer;
    private readonly SceneRenderer renderer;
    private readonly Dictionary<string, IReadOnlyList<Question>> questions;
    private readonly FrozenDictionary<string, Scene> scenes;

    /// <exception cref="UserErrorException">The options are not valid, or ask for more questions than the pictures give.</exception>
    public StampScenes(SpriteSet sprites, StampScenesOptions options)
    {
        options.Validate();
        (Sprites, Options) = (sprites, options);
        root = RandomStream.Root(options.Seed).Sub("stamp-scenes");
        composer = new SceneComposer(sprites, options.Rules);
        renderer = new SceneRenderer(sprites, options.Rules.Side);
        var sampler = new QuestionSampler(sprites);
        (string Split, int Pictures, int Questions, bool HeldOut)[] plan =
        [
            ("train", options.TrainPictures, options.TrainQuestions, false),
            ("test", options.TestPictures, options.TestQuestions, false),
            ("test-heldout", options.HeldOutPictures, options.HeldOutQuestions, true),
        ];
        Splits = [.. plan.Select(p => p.Split)];
        var bySplit = plan.ToDictionary(p => p.Split, p => Compose(p.Split, p.Pictures, p.HeldOut));
        questions = plan.ToDictionary(
            p => p.Split,
            p => sampler.Draw(p.Split, bySplit[p.Split], p.Questions, root.Sub("questions").Sub(p.Split), p.HeldOut)
        );
        scenes = bySplit.Values.SelectMany(s => s).ToFrozenDictionary(s => s.Id);
        Digest = FileDigest.OfTexts($"{Name} {Version} {sprites.Digest} {options.Fingerprint()}");
    }

    /// <summary>Opens the sprites and builds the set; <see cref="Name"/> tells which sprites it became.</summary>
    /// <inheritdoc cref="SpriteSources.Open"/>
    public static StampScenes Open(
        StampScenesOptions options,
        SpriteSource source = SpriteSource.Auto,
        PackageCache? cache = null,
        Action<string>? say = null
    ) => new(SpriteSources.Open(source, cache, say), options);

    /// <summary><c>stamp-scenes</c> when made of real stamps, <c>shapes</c> when made of rendered shapes.</summary>
    public string Name => Sprites.Dataset;

    public string Version => "1";

    public string Digest { get; }

    public string Provenance => Sprites.Provenance;

    public DatasetNotes Notes =>
        new(
            [Name == "shapes" ? $"{Provenance}; part of the harness, MIT" : KnownPackages.TuxPaintStamps.Describe()],
            [
                "A scene is a coloured background with one to six cut-outs at known places, none overlapping, small or big, mirrored at random. Twelve question templates are small programs over the scene (select, relate, ask), as in CLEVR; names and categories are the cut-outs' annotations, counts, places, sizes and colours are true by construction. A question without one clear answer is not asked.",
                "Templates are equally frequent, and within a template answers are balanced as far as scenes allow: yes and no half and half, a number at most a fifth. No question is asked twice about a picture.",
                $"Split test shows new arrangements of the stamps of training. Split test-heldout shows scenes in which more than half of the stamps have one of {Sprites.Names(known: false).Count} names that no training picture shows ({string.Join(", ", Sprites.Names(known: false))}).",
                $"There are {Sprites.Sprites.Count} cut-outs of {Sprites.Names().Count} known and {Sprites.Names(known: false).Count} held-out names in {Sprites.Categories.Count} categories. Size quick has {StampScenesOptions.Quick.TrainQuestions}, {StampScenesOptions.Quick.TestQuestions} and {StampScenesOptions.Quick.HeldOutQuestions} questions, size standard {new StampScenesOptions().TrainQuestions}, {new StampScenesOptions().TestQuestions} and {new StampScenesOptions().HeldOutQuestions}.",
            ],
            [
                "Synthetic composition: flat backgrounds, no occlusion, no scale or light in common. Scores say nothing about VQA v2 or GQA.",
                "Few cut-outs a name, and the same cut-outs in training and in split test: a name there is recognised, not generalised. Split test-heldout is for that.",
                "Questions come from twelve templates with a vocabulary of under two hundred words.",
                "Held-out names cannot be answers that training taught; a model can only be right about them where the question names them or asks for their category.",
            ]
        );

    public IReadOnlyList<string> Splits { get; }

    public SpriteSet Sprites { get; }

    public StampScenesOptions Options { get; }

    /// <summary>Every word that can be an answer: yes, no, digits, sizes, colours, categories, names (held-out ones last).</summary>
    public IReadOnlyList<string> AnswerWords =>
        [
            "yes",
            "no",
            .. Enumerable.Range(0, Options.Rules.MostObjects + 1).Select(n => n.ToString(CultureInfo.InvariantCulture)),
            "big",
            "small",
            .. SceneRules.Backgrounds.Select(b => b.Word),
            .. Sprites.Categories,
            .. Sprites.Names(),
            .. Sprites.Names(known: false),
        ];

    /// <inheritdoc/>
    public IReadOnlyList<Question> Questions(string split) =>
        questions.TryGetValue(split, out var list)
            ? list
            : throw new ArgumentException($"{Name} has no split '{split}'; it has {string.Join(", ", Splits)}.");

    /// <exception cref="ArgumentException">No such picture.</exception>
    public Picture Picture(string pictureId) => renderer.Render(SceneOf(pictureId));

    /// <summary>Paints any scene of this set's sprites.</summary>
    public Picture Picture(Scene scene) => renderer.Render(scene);

    public IReadOnlyList<Box> Regions(string pictureId) => RegionsOf(SceneOf(pictureId)).Boxes;

    /// <summary>
    /// For each region of a picture the object's position in its scene, or <see cref="SceneRegions.Filler"/> or
    /// <see cref="SceneRegions.WholePicture"/>. For pre-training and checks; a downstream model never sees it.
    /// </summary>
    public IReadOnlyList<int> RegionObjects(string pictureId) => RegionsOf(SceneOf(pictureId)).Objects;

    /// <summary>Boxes and their objects; the same for the same scene.</summary>
    public SceneRegions RegionsOf(Scene scene) =>
        SceneRegions.Of(scene, Sprites, Options.Rules, Options.Regions, root.Sub("regions").Sub(scene.Id));

    /// <exception cref="ArgumentException">No such picture.</exception>
    public Scene SceneOf(string pictureId)
    {
        if (scenes.TryGetValue(pictureId, out var scene))
            return scene;
        if (
            pictureId.StartsWith(PretrainingPrefix, StringComparison.Ordinal)
            && ulong.TryParse(
                pictureId.AsSpan(PretrainingPrefix.Length),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var index
            )
        )
            return PretrainingScene(index);
        throw new ArgumentException(
            $"{Name} has no picture '{pictureId}'; there are train-p000000, test-p000000, test-heldout-p000000 and {PretrainingPrefix}0."
        );
    }

    /// <summary>
    /// An endless supply of scenes with known stamps from a stream of their own, apart from every picture of the splits. Depends on the seed
    /// and the rules, not on the sizes.
    /// </summary>
    public Scene PretrainingScene(ulong index) =>
        composer.Compose(PretrainingPrefix + index.ToString(CultureInfo.InvariantCulture), root.Sub("pretraining").Sub(index));

    private Scene[] Compose(string split, int count, bool heldOut)
    {
        var stream = root.Sub("scenes").Sub(split);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                    composer.Compose(
                        string.Create(CultureInfo.InvariantCulture, $"{split}-p{i:D6}"),
                        stream.Sub((ulong)i),
                        heldOut
                    )
                ),
        ];
    }
}
