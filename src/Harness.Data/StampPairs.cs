using System.Collections.Frozen;
using System.Globalization;
using Harness.Data.Files;
using Harness.Data.Packages;
using Harness.Data.Pictures;
using Harness.Data.Sampling;
using Harness.Data.Scenes;
using Harness.Data.Scenes.Pairs;

namespace Harness.Data;

/// <summary>
/// Statements about two scenes of cut-outs, true or false by construction: the task of NLVR2 (Suhr et al. 2019, arXiv 1811.00491) over composed pictures and
/// template sentences. A question's picture is the pair, its answer <c>true</c> or <c>false</c>. Splits <c>train</c> and <c>test</c> share no scene.
/// </summary>
public sealed class StampPairs : IVqaDataset
{
    private readonly SpriteSet sprites;
    private readonly SceneRenderer renderer;
    private readonly FrozenDictionary<string, Scene> scenes;
    private readonly Dictionary<string, IReadOnlyList<Question>> questions = [];

    private readonly record struct Plan(string Split, int Scenes, int Statements);

    /// <param name="size">quick or standard.</param>
    public StampPairs(SpriteSet sprites, string size, long seed)
    {
        this.sprites = sprites;
        renderer = new SceneRenderer(sprites);
        var root = RandomStream.Root(seed).Sub(Name);
        var (composer, sampler, all) = (
            new SceneComposer(sprites, new SceneRules()),
            new PairSampler(sprites),
            new Dictionary<string, Scene>()
        );
        Plan[] plans =
            size == "quick"
                ? [new("train", 1500, 660), new("test", 500, 165)]
                : [new("train", 6000, 2640), new("test", 2000, 660)];
        foreach (var plan in plans)
        {
            var stream = root.Sub("scenes").Sub(plan.Split);
            List<Scene> made =
            [
                .. Enumerable
                    .Range(0, plan.Scenes)
                    .Select(i =>
                        composer.Compose(
                            string.Create(CultureInfo.InvariantCulture, $"pair-{plan.Split}-p{i:D6}"),
                            stream.Sub((ulong)i)
                        )
                    ),
            ];
            foreach (var scene in made)
                all[scene.Id] = scene;
            questions[plan.Split] = sampler.Draw(plan.Split, made, plan.Statements, root.Sub("statements").Sub(plan.Split));
        }
        scenes = all.ToFrozenDictionary();
        Splits = [.. plans.Select(p => p.Split)];
        Digest = FileDigest.OfTexts($"{Name} {Version} {sprites.Digest} Seed={seed} {string.Join(' ', plans)}");
    }

    /// <exception cref="UserErrorException">The stamps cannot be had.</exception>
    public static StampPairs Open(string size, long seed, PackageCache? cache = null, Action<string>? say = null) =>
        new(SpriteSources.Open(SpriteSource.Stamps, cache, say), size, seed);

    public string Name => "stamp-pairs";

    public string Version => "1";

    public string Digest { get; }

    public string Provenance => sprites.Provenance;

    public DatasetNotes Notes { get; } =
        new(
            [KnownPackages.TuxPaintStamps.Describe()],
            [
                "Two scenes as in stamp-scenes and a sentence from one of eleven templates about both; a small program over the scenes' annotations says whether it is true. Nothing is stated that they leave open: names and categories are complete, numbers, backgrounds and sides are true by construction.",
                "Every sentence is shown with four pairs, two of which make it true; each false pair is a true one with one picture changed. Identifiers are numbered as NLVR2's, so that its consistency can be computed: all four pairs of a sentence right.",
            ],
            [
                "Not NLVR2: no photographs from the web, no sentences that people wrote, eleven templates, and pairs that have nothing to do with each other.",
                "Scenes are composed of flat backgrounds and few cut-outs a name; training and test share cut-outs, not scenes.",
                "A pair differs from its false twin in one whole picture, which is more than a minimal change.",
            ]
        );

    public IReadOnlyList<string> Splits { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Question> Questions(string split) =>
        questions.TryGetValue(split, out var list) ? list : throw ((IDataset)this).NoSplit(split);

    /// <summary>A scene's picture; of a pair both side by side.</summary>
    /// <exception cref="ArgumentException">No such picture.</exception>
    public Picture Picture(string pictureId)
    {
        Picture[] both = [.. PicturePair.Parts(pictureId).Select(id => renderer.Render(SceneOf(id)))];
        return both.Length == 1 ? both[0] : PicturePair.SideBySide(both[0], both[1]);
    }

    /// <summary>One of a pair's scenes.</summary>
    /// <exception cref="ArgumentException">No such scene.</exception>
    public Scene SceneOf(string id) =>
        scenes.TryGetValue(id, out var scene)
            ? scene
            : throw new ArgumentException($"{Name} has no picture '{id}'; there is pair-train-p000000.");

    public IReadOnlyList<Box> Regions(string pictureId) => GridRegions.Eight;

    /// <summary>A statement without the pictures that it could be about.</summary>
    public string AnyStatement(RandomStream random)
    {
        var form = random.Pick(PairForm.All);
        var (a, b) = form.Draw(sprites, random);
        return form.Text(a, b);
    }
}
