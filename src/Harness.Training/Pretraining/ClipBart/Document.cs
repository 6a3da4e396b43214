namespace Harness.Training.Pretraining;

/// <summary>A text that BART learns to restore.</summary>
/// <param name="Turns">Positions of words on which a sentence turns (a count, a name, yes or no), with their kind: scores are reported by it.</param>
internal sealed record Document(IReadOnlyList<string> Words, IReadOnlyList<(int At, string Kind)> Turns);
