namespace Harness.Data;

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
