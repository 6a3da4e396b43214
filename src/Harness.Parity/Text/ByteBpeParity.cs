using System.Text.Json;
using Harness.Data.Text;
using Harness.Parity.Values;

namespace Harness.Parity.Text;

/// <summary>Compares byte-level byte-pair encoding, in GPT-2's and RoBERTa's conventions, with a file of reference values and the vocabularies beside it.</summary>
public static class ByteBpeParity
{
    private const string Group = "bytebpe";

    /// <summary>Such a file: cases with and without a space in front, and the vocabularies named.</summary>
    public static ValueChecker Checker { get; } =
        new(f => ValueChecker.FirstHas(f, "cases", "add_prefix_space") && f.TryGetProperty("files", out _), Check);

    private static IEnumerable<ParityRecord> Check(JsonElement file, string folder)
    {
        var gpt2 = Tokenizers(file, folder, "gpt2", ByteBpeConvention.Gpt2);
        foreach (var (number, c) in file.Section("cases"))
            yield return SubwordCases.Plain(Group, number, c, gpt2(c));
        foreach (var (number, c) in file.Section("decode_cases"))
            yield return SubwordCases.Decoded(Group + "_decode", number, c, ids => gpt2(c).Decode(ids, skipSpecial: false));
        if (!file.TryGetProperty("roberta_cases", out _))
            yield break;
        var roberta = Tokenizers(file, folder, "roberta", ByteBpeConvention.Roberta);
        foreach (var (number, c) in file.Section("roberta_cases"))
        {
            var tokenizer = roberta(c);
            tokenizer.TryGetId(ByteBpeConvention.Roberta.Start, out var start);
            var length = c.OptionalInt("max_length");
            var truncates = c.TryGetProperty("truncation", out var truncation) && truncation.ValueKind != JsonValueKind.False;
            yield return SubwordCases.Framed(
                "roberta_tokenizer",
                number,
                c,
                tokenizer,
                new TokenFrame([start], [tokenizer.EndId, tokenizer.EndId], [tokenizer.EndId]),
                truncates && length is { } most ? most : int.MaxValue,
                c.OptionalText("padding") == "max_length" ? length ?? 0 : 0
            );
        }
    }

    // One of two tokenizers, by whether a case wants a space in front.
    private static Func<JsonElement, ByteBpeTokenizer> Tokenizers(
        JsonElement file,
        string folder,
        string name,
        ByteBpeConvention convention
    )
    {
        var vocab = file.Named(name, "vocab.json") ?? throw new FormatException($"files names no vocabulary of {name}");
        var merges = file.Named("merges.txt") ?? throw new FormatException("files names no merges.txt");
        var vocabulary = BpeVocabulary.Parse(
            vocab.Name,
            ReferenceText.File(folder, vocab.Name, vocab.Sha256),
            merges.Name,
            ReferenceText.File(folder, merges.Name, merges.Sha256)
        );
        var (plain, spaced) = (
            new ByteBpeTokenizer(vocabulary, convention),
            new ByteBpeTokenizer(vocabulary, convention, addPrefixSpace: true)
        );
        return c => c.TryGetProperty("add_prefix_space", out var space) && space.GetBoolean() ? spaced : plain;
    }
}
