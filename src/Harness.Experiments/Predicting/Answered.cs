using System.Diagnostics;
using Harness.Adapters.Sites;
using Harness.Data.Files;
using Harness.Data.Pictures;
using Harness.Training.Features;
using static TorchSharp.torch;

namespace Harness.Experiments.Predicting;

/// <summary>A text that a model gives as answer, or as caption.</summary>
/// <param name="Score">Its probability, 0 to 1 (of several tokens the product); null where decoding does not tell.</param>
public sealed record GivenAnswer(string Answer, double? Score);

/// <summary>What a model says about one picture.</summary>
/// <param name="Best">As runs are scored by.</param>
/// <param name="Alternatives">The most probable answers, best first; empty where decoding gives one.</param>
/// <param name="Seconds">From pixels to text, loading not counted.</param>
public sealed record Answered(GivenAnswer Best, IReadOnlyList<GivenAnswer> Alternatives, double Seconds)
{
    /// <summary>Longest list of alternatives.</summary>
    internal const int MostAlternatives = 5;

    /// <exception cref="UserErrorException">There is no question; exit code 2.</exception>
    public static string Needed(string? question, string backbone) =>
        question
        ?? throw new UserErrorException(
            $"{backbone} answers questions and writes no captions; ask something, e.g. --question \"how many animals are there?\"",
            UserErrorException.BadUsage
        );

    /// <summary>What is said about a picture that a frozen model reads whole.</summary>
    /// <param name="id">The picture's name among the features.</param>
    /// <param name="say">Answers, best first.</param>
    internal static Answered About(
        Picture picture,
        string id,
        IFeatureReader reader,
        Func<IFeatureSource, PassContext, IReadOnlyList<GivenAnswer>> say
    )
    {
        var clock = Stopwatch.GetTimestamp();
        using var noGrad = no_grad();
        using var context = PassContext.Inference();
        using var seen = CachedFeatures.Compute([id], _ => picture, reader);
        var said = say(seen, context);
        return new Answered(said[0], said.Count > 1 ? said : [], Stopwatch.GetElapsedTime(clock).TotalSeconds);
    }
}
