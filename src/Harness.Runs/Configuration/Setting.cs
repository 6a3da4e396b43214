namespace Harness.Runs;

/// <summary>A value that somebody wrote: where it goes, its text, and where it stands.</summary>
/// <param name="Path">Dotted key, e.g. <c>train.lr</c>.</param>
/// <param name="Text">The scalar as written.</param>
/// <param name="Origin">For messages and provenance, e.g. <c>quick.yaml:12</c> or <c>command line</c>.</param>
public sealed record Setting(string Path, string Text, string Origin);
