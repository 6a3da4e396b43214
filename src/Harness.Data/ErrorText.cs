namespace Harness.Data;

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
