using System.Globalization;
using Harness.Data.Files;
using Harness.Data.Scenes;

namespace Harness.Data;

/// <summary>Sizes of a <see cref="StampScenes"/> data set. Everything here is part of its digest.</summary>
public sealed record StampScenesOptions
{
    /// <summary>Decides every scene, region and question.</summary>
    public long Seed { get; init; } = 2303;

    /// <summary>Pictures of the pool from which N_D training and N_D development questions are drawn.</summary>
    public int TrainPictures { get; init; } = 6000;

    public int TrainQuestions { get; init; } = 20000;

    /// <summary>New arrangements of known stamps.</summary>
    public int TestPictures { get; init; } = 2000;

    public int TestQuestions { get; init; } = 5000;

    /// <summary>Scenes in which more than half of the stamps have names that no training picture shows.</summary>
    public int HeldOutPictures { get; init; } = 2000;

    public int HeldOutQuestions { get; init; } = 5000;

    /// <summary>Boxes that a model is given for each picture; above the largest number of objects.</summary>
    public int Regions { get; init; } = 8;

    public SceneRules Rules { get; init; } = new();

    /// <summary>Small enough to be built in a second or two.</summary>
    public static StampScenesOptions Quick { get; } =
        new()
        {
            TrainPictures = 3200,
            TrainQuestions = 4000,
            TestPictures = 1000,
            TestQuestions = 1200,
            HeldOutPictures = 600,
            HeldOutQuestions = 600,
        };

    /// <summary>The sizes that configurations name: <c>quick</c> or <c>standard</c>.</summary>
    public static StampScenesOptions Named(string size, long seed) =>
        (size == "quick" ? Quick : new StampScenesOptions()) with
        {
            Seed = seed,
        };

    /// <summary>All errors at once.</summary>
    /// <exception cref="UserErrorException">A count below 1, or too few regions.</exception>
    public void Validate()
    {
        var errors = new List<string>();
        foreach (var (name, value) in Counts())
            if (value < 1)
                errors.Add($"{name} is {value}; it must be 1 or more");
        if (Regions <= Rules.MostObjects)
            errors.Add($"Regions is {Regions}; it must be at least {Rules.MostObjects + 1}");
        if (errors.Count > 0)
            throw new UserErrorException("stamp-scenes options: " + string.Join("; ", errors), UserErrorException.BadUsage);
    }

    /// <summary>One line that says everything; the same for equal options.</summary>
    internal string Fingerprint() =>
        string.Join(
            ' ',
            Counts()
                .Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Name}={c.Value}"))
                .Append(string.Create(CultureInfo.InvariantCulture, $"Seed={Seed} {Rules}"))
        );

    private IEnumerable<(string Name, int Value)> Counts() =>
        [
            (nameof(TrainPictures), TrainPictures),
            (nameof(TrainQuestions), TrainQuestions),
            (nameof(TestPictures), TestPictures),
            (nameof(TestQuestions), TestQuestions),
            (nameof(HeldOutPictures), HeldOutPictures),
            (nameof(HeldOutQuestions), HeldOutQuestions),
            (nameof(Regions), Regions),
        ];
}
