using Harness.Data;
using Harness.Data.Files;
using Harness.Runs.Execution;

namespace Harness.Cli;

/// <summary>
/// Remembers what the outputs in a folder were built from, so that a call with the same inputs does not draw every figure again.
/// </summary>
internal sealed class OutputStamp(string folder)
{
    private readonly string file = Path.Combine(folder, ".built-from");

    /// <summary>True when the folder's outputs came from these inputs and this code, and none of them is missing.</summary>
    public bool Fits(IEnumerable<string> inputs, IEnumerable<string> code)
    {
        if (!File.Exists(file))
            return false;
        var lines = File.ReadAllLines(file);
        return lines.Length > 1
            && lines[0] == Digest(inputs, code)
            && lines.Skip(1).All(path => File.Exists(Path.Combine(folder, path)));
    }

    public void Write(IEnumerable<string> inputs, IEnumerable<string> code, IEnumerable<string> files) =>
        AtomicFile.WriteLines(file, [Digest(inputs, code), .. files]);

    private static string Digest(IEnumerable<string> inputs, IEnumerable<string> code) =>
        FileDigest.OfTexts(string.Join('\n', inputs.Order(StringComparer.Ordinal)) + CodeFingerprint.Of(code));
}
