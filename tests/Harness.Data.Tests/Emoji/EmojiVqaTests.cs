using Harness.Data.Emoji;
using Harness.Data.Files;

namespace Harness.Data.Tests.Emoji;

public class EmojiVqaTests
{
    private static readonly EmojiCatalogue Catalogue = new(
        EmojiPackage.Files(string.Join('\n', LookAlikes.Of(new EmojiCatalogue(EmojiPackage.Files()))))
    );

    private static readonly EmojiVqa Data = new(Catalogue, 1);

    private static EmojiConcept About(Question q) => Catalogue.Concepts.Single(c => c.Id == q.PictureId.Split('/')[1]);

    [Fact]
    public void One_artist_is_for_training_the_other_for_testing()
    {
        Assert.All(Data.Questions("train"), q => Assert.StartsWith("google/", q.PictureId));
        Assert.All(Data.Questions("test"), q => Assert.StartsWith("twitter/", q.PictureId));
        Assert.Equal(Catalogue.Concepts.Count, Data.Questions("test").Select(q => q.PictureId).Distinct().Count());
        Assert.DoesNotContain(Catalogue.Concepts, c => c.Id == "1f3fb");
    }

    [Fact]
    public void Every_answer_is_what_the_annotation_says()
    {
        foreach (var q in Data.Splits.SelectMany(Data.Questions))
        {
            var (answer, about) = (q.Answers.Single().Key, About(q));
            switch (q.Form)
            {
                case "category":
                    Assert.Equal(about.Category, answer);
                    break;
                case "kind":
                    Assert.Equal(about.Kind, answer);
                    break;
                case "name":
                    Assert.Equal(about.Name, answer);
                    break;
                case "flag":
                    Assert.Equal(about.Territory, answer);
                    break;
                case "is-name":
                    Assert.Equal(answer == "yes", q.Text == $"is this {about.Name} ?");
                    break;
                case "is-kind":
                    Assert.Equal(answer == "yes", q.Text == $"is this of the kind {about.Kind} ?");
                    break;
                case "is-flag":
                    Assert.Equal(answer == "yes", q.Text == $"is this the flag of {about.Territory} ?");
                    break;
                default:
                    Assert.Fail(q.Form);
                    break;
            }
        }
    }

    [Fact]
    public void No_no_contradicts_a_keyword()
    {
        foreach (
            var q in Data.Splits.SelectMany(Data.Questions).Where(q => q is { Form: "is-name" } && q.Answers.ContainsKey("no"))
        )
            Assert.DoesNotContain(q.Text["is this ".Length..^2].Split(' '), About(q).Words.Contains);
        var (poodle, dog) = (
            Catalogue.Concepts.Single(c => c.Name == "poodle"),
            Catalogue.Concepts.Single(c => c.Name == "dog face")
        );
        Assert.False(poodle.IsSurelyNot(dog));
        Assert.False(dog.IsSurelyNot(poodle));
    }

    [Fact]
    public void The_wording_of_a_yes_or_no_question_says_nothing()
    {
        foreach (var split in Data.Splits)
            Assert.All(
                Data.Questions(split).Where(q => q.AnswerType == "yes/no").GroupBy(q => q.Text),
                g => Assert.Equal(g.Count(q => q.Answers.ContainsKey("yes")), g.Count(q => q.Answers.ContainsKey("no")))
            );
    }

    [Fact]
    public void Nothing_is_asked_that_equal_drawings_cannot_answer()
    {
        string[] alike = ["1f1e8-1f1f5", "1f1eb-1f1f7"];
        Assert.All(Catalogue.Concepts, c => Assert.Equal(c.Category == "flags" && !alike.Contains(c.Id), c.Territory.Length > 0));
        Assert.DoesNotContain(Data.Questions("train"), q => q.Text.Contains("france") || q.Text.Contains("clipperton"));
    }

    [Fact]
    public void Same_seed_same_questions_other_seed_other_questions()
    {
        Assert.Equal(
            Data.Questions("test").Select(q => q.ToString()),
            new EmojiVqa(Catalogue, 1).Questions("test").Select(q => q.ToString())
        );
        var other = new EmojiVqa(Catalogue, 2);
        Assert.NotEqual(Data.Questions("test").Select(q => q.Text), other.Questions("test").Select(q => q.Text));
        Assert.NotEqual(Data.Digest, other.Digest);
    }

    [Fact]
    public void Damaged_annotations_are_one_line()
    {
        var files = EmojiPackage.Files();
        files["emoji.json"] = "[{}]"u8.ToArray();
        var error = Assert.Throws<UserErrorException>(() => new EmojiCatalogue(files));
        Assert.Equal(3, error.ExitCode);
    }
}
