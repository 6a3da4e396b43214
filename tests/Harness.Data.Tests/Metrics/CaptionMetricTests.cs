using Harness.Data.Metrics;
using Harness.Data.Sampling;

namespace Harness.Data.Tests.Metrics;

public class CaptionMetricTests
{
    [Fact]
    public void BleuByHand()
    {
        // Five of six words and three of five bigrams match; lengths are equal, so there is no penalty.
        var scores = Bleu.Score([new CaptionItem("the cat sat on the mat", ["the cat is on the mat"])]);
        Assert.Equal(5 / 6.0, scores[0].Corpus, 8);
        Assert.Equal(Math.Sqrt(5 / 6.0 * 3 / 5.0), scores[1].Corpus, 8);
        // Clipping: seven times "the" against two.
        Assert.Equal(
            2 / 7.0,
            Bleu.Score([new CaptionItem("the the the the the the the", ["the cat is on the mat"])])[0].Corpus,
            8
        );
        // Half the length: exp(1 − 2).
        Assert.Equal(Math.Exp(-1), Bleu.Score([new CaptionItem("a b", ["a b c d"])])[0].Corpus, 6);
    }

    [Fact]
    public void RougeByHand()
    {
        // Subsequence "the cat on the mat": five of six either way.
        Assert.Equal(5 / 6.0, RougeL.Score([new CaptionItem("the cat sat on the mat", ["the cat is on the mat"])]).Corpus, 12);
        Assert.Equal(0, RougeL.Score([new CaptionItem("a", ["b"])]).Corpus);
    }

    [Fact]
    public void IdentityIsTheMaximumAndOrderOfPicturesDoesNotMatter()
    {
        var random = RandomStream.Root(23);
        string[] words = ["a", "dog", "cat", "on", "the", "mat", "red", "big", "sits"];
        string Text() => string.Join(' ', Enumerable.Range(0, random.NextInt(4, 9)).Select(_ => random.Pick(words)));
        var items = Enumerable.Range(0, 30).Select(_ => new CaptionItem(Text(), [Text(), Text()])).ToList();
        var perfect = items.Select(i => i with { Candidate = i.References[0] }).ToList();
        var reversed = items.AsEnumerable().Reverse().ToList();
        foreach (
            var (name, score) in new (string, Func<List<CaptionItem>, CaptionScores>)[]
            {
                ("bleu1", l => Bleu.Score(l)[0]),
                ("bleu4", l => Bleu.Score(l)[3]),
                ("rouge", RougeL.Score),
                ("cider", CiderD.Score),
            }
        )
        {
            var (some, best) = (score(items), score(perfect));
            Assert.Equal(some.Corpus, score(reversed).Corpus, 10);
            for (var i = 0; i < items.Count; i++)
            {
                Assert.InRange(some.PerPicture[i], 0, name == "cider" ? 10.000001 : 1.000001);
                if (name != "cider")
                    Assert.InRange(some.PerPicture[i], 0, best.PerPicture[i] + 1e-9);
            }
            Assert.True(best.Corpus > some.Corpus, name);
        }
    }

    [Fact]
    public void OnePictureAloneHasNoCider() => Assert.Equal(0, CiderD.Score([new CaptionItem("a dog", ["a dog"])]).Corpus);

    [Theory]
    [InlineData("A man's dog doesn't sit.", "a man 's dog does n't sit")]
    [InlineData("They're at 3:30 p.m., (red) T-shirts!", "they 're at 3:30 p.m. -lrb- red -rrb- t-shirts")]
    [InlineData("It cost $1,000 -- wow...", "it cost $ 1,000 wow")]
    [InlineData("", "")]
    public void TreebankStyleTokens(string text, string expected) => Assert.Equal(expected, PtbTokens.Tokenise(text));

    [Fact]
    public void NothingToJudgeIsAnError()
    {
        Assert.Throws<ArgumentException>(() => Bleu.Score([]));
        Assert.Throws<ArgumentException>(() => CiderD.Score([new CaptionItem("a", [])]));
    }
}
