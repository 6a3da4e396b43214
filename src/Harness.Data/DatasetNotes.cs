namespace Harness.Data;

/// <summary>What a data card says about a set beyond what can be counted.</summary>
/// <param name="Sources">What it is made of, with licence and checksum; one line each.</param>
/// <param name="Making">How questions or captions come about, in paragraphs.</param>
/// <param name="Weaknesses">What a reader of scores should know; one line each.</param>
public sealed record DatasetNotes(IReadOnlyList<string> Sources, IReadOnlyList<string> Making, IReadOnlyList<string> Weaknesses);
