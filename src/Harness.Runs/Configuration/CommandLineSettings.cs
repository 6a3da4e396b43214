using Harness.Data.Files;

namespace Harness.Runs.Configuration;

/// <summary>A value that somebody wrote: where it goes, its text, and where it stands.</summary>
/// <param name="Path">Dotted key, e.g. <c>train.lr</c>.</param>
/// <param name="Text">The scalar as written.</param>
/// <param name="Origin">For messages and provenance, e.g. <c>proxy.yaml:12</c> or <c>command line</c>.</param>
public sealed record Setting(string Path, string Text, string Origin);

/// <summary><c>key=value</c> words of a command line.</summary>
public static class CommandLineSettings
{
    public const string Origin = "command line";

    /// <exception cref="UserErrorException">A word without <c>=</c>; exit code 2.</exception>
    public static IReadOnlyList<Setting> Parse(IEnumerable<string> words) =>
        [
            .. words.Select(word =>
            {
                var at = word.IndexOf('=');
                return at > 0
                    ? new Setting(word[..at].Trim(), word[(at + 1)..].Trim(), Origin)
                    : throw new UserErrorException(
                        $"'{word}' is no setting; write key=value, e.g. train.lr=0.005.",
                        UserErrorException.BadUsage
                    );
            }),
        ];
}
