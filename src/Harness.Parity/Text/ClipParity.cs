using System.Text.Json;
using Harness.Data.Text;
using Harness.Parity.Values;

namespace Harness.Parity.Text;

/// <summary>Compares CLIP's tokenizer with a file of reference values and the vocabulary beside it.</summary>
public static class ClipParity
{
    /// <summary>Such a file: cases in tokens over one vocabulary, nothing put in front.</summary>
    public static ValueChecker Checker { get; } =
        new(
            f =>
                ValueChecker.FirstHas(f, "cases", "tokens")
                && !ValueChecker.FirstHas(f, "cases", "add_prefix_space")
                && f.TryGetProperty("files", out _),
            Check
        );

    private static IEnumerable<ParityRecord> Check(JsonElement file, string folder)
    {
        var vocab = file.Named("vocab.json") ?? throw new FormatException("files names no vocab.json");
        var merges = file.Named("merges.txt") ?? throw new FormatException("files names no merges.txt");
        var tokenizer = new ClipTokenizer(
            BpeVocabulary.Parse(
                vocab.Name,
                ReferenceText.File(folder, vocab.Name, vocab.Sha256),
                merges.Name,
                ReferenceText.File(folder, merges.Name, merges.Sha256)
            )
        );
        foreach (var (number, c) in file.Section("cases"))
            yield return SubwordCases.Framed(
                "clip_tokenizer",
                number,
                c,
                tokenizer,
                tokenizer.Frame,
                c.OptionalInt("max_length") ?? int.MaxValue,
                0
            );
    }
}
