namespace Harness.Data;

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
