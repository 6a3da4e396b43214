namespace Harness.Experiments;

/// <summary>A text that a model gives as answer.</summary>
/// <param name="Score">Its probability, 0 to 1: the product over its tokens.</param>
public sealed record GivenAnswer(string Answer, double Score);

/// <summary>What a model says to a question about one picture.</summary>
/// <param name="Best">The greedy answer, as runs are scored by.</param>
/// <param name="Alternatives">The most probable answers that beams found, best first.</param>
/// <param name="Seconds">From pixels to text, loading not counted.</param>
public sealed record Answered(GivenAnswer Best, IReadOnlyList<GivenAnswer> Alternatives, double Seconds);
