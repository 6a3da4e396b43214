using Harness.Data;

namespace Harness.Experiments;

/// <summary>Says something about single pictures, as a run tuned its model.</summary>
public interface IPredictor
{
    /// <summary>Longest list of alternatives.</summary>
    const int Alternatives = 5;

    /// <param name="question">Null: a caption is wanted.</param>
    /// <exception cref="UserErrorException">The model says nothing of that kind (2), or something that it needs is missing (3).</exception>
    Answered Predict(SavedRun run, Picture picture, string? question);

    /// <exception cref="UserErrorException">There is no question; exit code 2.</exception>
    static string Needed(string? question, string backbone) =>
        question
        ?? throw new UserErrorException(
            $"{backbone} answers questions and writes no captions; ask something, e.g. --question \"how many animals are there?\"",
            UserErrorException.BadUsage
        );
}
