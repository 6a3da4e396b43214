using Harness.Data.Scenes;

namespace Harness.Training.Pretraining;

/// <summary>
/// A sentence about a scene that is true or false by construction. One of its words can be hidden (a masked sentence) or
/// swapped for a wrong one (a false statement for matching). None of the forms is a question of the downstream task.
/// </summary>
/// <param name="Kind">Form, e.g. <c>count-category</c>; scores are reported per kind.</param>
/// <param name="Words">The sentence.</param>
/// <param name="Slot">Index of the word that may be hidden or swapped.</param>
/// <param name="Candidates">Words that would fit the slot grammatically, the true one included.</param>
public sealed record Statement(string Kind, IReadOnlyList<string> Words, int Slot, IReadOnlyList<string> Candidates)
{
    /// <summary>The word in the slot.</summary>
    public string Answer => Words[Slot];

    /// <summary>The sentence with the slot's word replaced.</summary>
    public IReadOnlyList<string> With(string word) => [.. Words.Select((w, i) => i == Slot ? word : w)];
}
