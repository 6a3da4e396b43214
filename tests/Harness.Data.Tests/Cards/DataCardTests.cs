using Harness.Data.Cards;
using Harness.Data.Files;
using Harness.Data.Packages;

namespace Harness.Data.Tests.Cards;

/// <summary>Budget: half a minute on one idle core.</summary>
public class DataCardTests
{
    [Theory]
    [InlineData("shapes")]
    [InlineData("stamp-scenes")]
    [InlineData("emoji-vqa")]
    [InlineData("stamp-captions")]
    public void The_committed_card_is_the_generated_one(string name)
    {
        var entry = Needs.Dataset(name);
        var card = CommittedCards.Make(entry, PackageCache.Default());
        var file = CommittedCards.PathOf(Repository(), name);
        if (Environment.GetEnvironmentVariable("HARNESS_APPROVE") == "1")
            File.WriteAllText(file, card);
        Assert.Equal(File.ReadAllText(file), card);
    }

    [Fact]
    public void A_card_counts_what_is_there()
    {
        var data = StampScenes.Open(
            new StampScenesOptions
            {
                TrainPictures = 300,
                TrainQuestions = 240,
                TestPictures = 300,
                TestQuestions = 120,
                HeldOutPictures = 300,
                HeldOutQuestions = 60,
            },
            Harness.Data.Scenes.SpriteSource.Shapes
        );
        var card = DataCard.Of(data, "tiny");
        Assert.Contains($"| test | 120 | {data.Questions("test").Select(q => q.PictureId).Distinct().Count()} |", card);
        Assert.Contains("| all | 60 |", card);
        Assert.Contains(data.Digest, card);
        Assert.All(data.Questions("train").Select(q => q.Form).Distinct(), f => Assert.Contains($"\n| {f} |", card));
    }

    private static string Repository() => RepositoryRoot.Above(AppContext.BaseDirectory)!;
}
