using Harness.Data;
using Harness.Data.Files;
using Harness.Training.Vqa;

namespace Harness.Training.Tests.Vqa;

public class LowResourceSampleTests
{
    private static readonly Question[] Pool =
    [
        .. Enumerable
            .Range(0, 20)
            .Select(i => new Question(i.ToString(), "p", "?", "", "other", new Dictionary<string, double>())),
    ];

    /// <summary>First numbers of range(20) shuffled by CPython after random.seed(13) and random.seed(42).</summary>
    [Theory]
    [InlineData(13, "19 6 15", "16 0 18")]
    [InlineData(42, "19 5 14", "4 9 13")]
    public void Draws_what_the_published_loader_draws(int seed, string train, string dev)
    {
        var sample = LowResourceSample.Draw(Pool, 3, seed);
        Assert.Equal(train, string.Join(' ', sample.train.Select(q => q.Id)));
        Assert.Equal(dev, string.Join(' ', sample.dev.Select(q => q.Id)));
    }

    [Fact]
    public void A_pool_that_is_too_small_is_refused_by_name()
    {
        var error = Assert.Throws<UserErrorException>(() => LowResourceSample.Draw(Pool, 11, 13));
        Assert.Contains("train.n_d = 11", error.Message);
        Assert.Contains("at most 10", error.Message);
    }
}
