using Harness.Data;

namespace Harness.Runs;

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
