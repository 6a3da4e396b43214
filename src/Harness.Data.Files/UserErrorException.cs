namespace Harness.Data.Files;

/// <summary>
/// Something the user can mend: one line with what is wrong, where, and what would work. The command line prints
/// <see cref="Exception.Message"/> alone, without a stack trace, and ends with <see cref="ExitCode"/>.
/// </summary>
public class UserErrorException : Exception
{
    /// <summary>Exit code for bad usage or a bad configuration.</summary>
    public const int BadUsage = 2;

    /// <summary>Exit code for a missing or damaged file, package or program.</summary>
    public const int Missing = 3;

    /// <param name="message">One line; line breaks are replaced by spaces so that it stays one.</param>
    /// <param name="exitCode"><see cref="BadUsage"/> or <see cref="Missing"/>.</param>
    /// <param name="inner">What caused it, for a debugger; never printed.</param>
    public UserErrorException(string message, int exitCode, Exception? inner = null)
        : base(message.ReplaceLineEndings(" "), inner) => ExitCode = exitCode;

    public int ExitCode { get; }
}

/// <summary>
/// A file that cannot be read, or that does not hold what it should. The one answer of every reader to a damaged or hostile file; one
/// line: which file, what is wrong and where, what would work.
/// </summary>
public class BadFileException(string message, Exception? inner = null) : UserErrorException(Short(message), Missing, inner)
{
    private const int Longest = 800;

    // A name inside a hostile file may be as long as the file.
    private static string Short(string message) => message.Length <= Longest ? message : message[..Longest] + "…";
}

/// <summary>What an exception says to a reader.</summary>
public static class ErrorText
{
    // libtorch ends its messages with the C++ calls that led there, which name files of the machine that compiled it.
    private static readonly string[] nativeCalls = ["Exception raised from ", "frame #0: "];

    /// <summary>The message without the native calls that may follow it.</summary>
    public static string Of(Exception e)
    {
        var end = nativeCalls
            .Select(c => e.Message.IndexOf(c, StringComparison.Ordinal))
            .Where(at => at >= 0)
            .DefaultIfEmpty(e.Message.Length)
            .Min();
        return e.Message[..end].Trim();
    }

    /// <summary>The same on one line.</summary>
    public static string OneLine(Exception e) => Of(e).ReplaceLineEndings(" ");
}
