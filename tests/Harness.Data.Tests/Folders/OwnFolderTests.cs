using Harness.Data.Cards;
using Harness.Data.Files;
using Harness.Data.Folders;
using Harness.Data.Pictures;

namespace Harness.Data.Tests.Folders;

public sealed class OwnFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public OwnFolderTests()
    {
        Directory.CreateDirectory(folder["pictures"]);
        for (byte i = 0; i < 20; i++)
            File.WriteAllBytes(
                folder[$"pictures/{i}.png"],
                PictureCodec.Encode(new Picture(4, 4, [.. Enumerable.Repeat((byte)(10 * i), 48)]))
            );
    }

    public void Dispose() => folder.Dispose();

    private void Questions(params string[] lines) => File.WriteAllLines(folder[OwnFolder.QuestionsFile], lines);

    private string Error(params string[] lines)
    {
        Questions(lines);
        var error = Assert.ThrowsAny<UserErrorException>(() => OwnFolder.Open(folder.Path));
        Assert.Equal(3, error.ExitCode);
        return error.Message;
    }

    [Fact]
    public void Lines_become_questions()
    {
        Questions(
            """{"picture": "pictures/1.png", "question": "what is this ?", "answer": "night", "split": "train"}""",
            "",
            """{"picture": "pictures/2.png", "question": "how many ?", "answers": ["2", "two"], "split": "test", "id": "mine"}""",
            """{"picture": "pictures/2.png", "question": "is it dark ?", "answers": {"yes": 1, "no": 0.3}, "split": "test"}"""
        );
        var data = Assert.IsType<OwnQuestions>(OwnFolder.Open(folder.Path));
        Assert.Equal(["train", "test"], data.Splits);
        var train = Assert.Single(data.Questions("train"));
        Assert.Equal(
            ("line-000001", "pictures/1.png", "what is this ?", "other"),
            (train.Id, train.PictureId, train.Text, train.AnswerType)
        );
        Assert.Equal(["mine", "line-000004"], data.Questions("test").Select(q => q.Id));
        Assert.Equal(["number", "yes/no"], data.Questions("test").Select(q => q.AnswerType));
        Assert.Equal(0.3, data.Questions("test")[1].Answers["no"]);
        Assert.Equal(20, data.Picture("pictures/2.png").Rgb[0]);
        Assert.Equal(2, Assert.Throws<UserErrorException>(() => data.Questions("dev")).ExitCode);
    }

    [Fact]
    public void Without_splits_pictures_are_divided_and_none_is_in_both()
    {
        Questions([
            .. Enumerable
                .Range(0, 40)
                .Select(i => $$"""{"picture": "pictures/{{i % 20}}.png", "question": "q {{i}} ?", "answer": "a"}"""),
        ]);
        var data = (OwnQuestions)OwnFolder.Open(folder.Path);
        Assert.Equal(["train", "test"], data.Splits);
        Assert.Empty(data.Questions("train").Select(q => q.PictureId).Intersect(data.Questions("test").Select(q => q.PictureId)));
        Assert.Equal(40, data.Questions("train").Count + data.Questions("test").Count);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    public void A_few_pictures_are_enough_for_both_splits(int pictures, int test)
    {
        // Whichever they are: all of them, none of them, or some have a name for testing.
        for (var first = 0; first < 17; first++)
        {
            Questions([
                .. Enumerable
                    .Range(first, pictures)
                    .Select(i => $$"""{"picture": "pictures/{{i}}.png", "question": "what ?", "answer": "a"}"""),
            ]);
            var data = (OwnQuestions)OwnFolder.Open(folder.Path);
            int Count(string split) => data.Splits.Contains(split) ? data.Questions(split).Count : 0;
            Assert.True(
                Count("train") >= 1 && Count("test") >= test && Count("train") + Count("test") == pictures,
                $"{first}: {Count("train")} and {Count("test")}"
            );
        }
    }

    [Fact]
    public void The_digest_knows_every_picture()
    {
        Questions("""{"picture": "pictures/1.png", "question": "what ?", "answer": "a"}""");
        var before = OwnFolder.Open(folder.Path).Digest;
        Assert.Equal(before, OwnFolder.Open(folder.Path).Digest);
        File.WriteAllBytes(folder["pictures/1.png"], PictureCodec.Encode(new Picture(1, 1, [1, 2, 3])));
        Assert.NotEqual(before, OwnFolder.Open(folder.Path).Digest);
    }

    [Theory]
    [InlineData(
        """{"picture": "pictures/99.png", "question": "q", "answer": "a"}""",
        "line 1: picture \"pictures/99.png\" does not exist"
    )]
    [InlineData("""{"picture": "../x.png", "question": "q", "answer": "a"}""", "lies outside the folder")]
    [InlineData("""{"picture": "pictures/1.png", "answer": "a"}""", "\"question\" is missing")]
    [InlineData("""{"picture": "pictures/1.png", "question": "q"}""", "\"answer\" (or \"answers\") is missing")]
    [InlineData("""{"picture": "pictures/1.png", "question": "q", "answers": []}""", "\"answers\" is empty")]
    [InlineData("""{"picture": "pictures/1.png", "question": "q", "answers": {"a": 2}}""", "scores above 0 and up to 1")]
    [InlineData("""{"picture": "pictures/1.png", "question": "q", "answr": "a"}""", "key \"answr\" is not known")]
    [InlineData("""{"picture": 1, "question": "q", "answer": "a"}""", "\"picture\" is no text")]
    [InlineData("not json", "line 1")]
    [InlineData("[]", "no JSON object")]
    public void A_bad_line_is_told_with_its_number(string line, string expected) => Assert.Contains(expected, Error(line));

    [Fact]
    public void Several_bad_lines_are_told_together()
    {
        var message = Error([.. Enumerable.Repeat("{}", 5)]);
        Assert.Contains("line 1", message);
        Assert.Contains("line 3", message);
        Assert.EndsWith("and 2 more.", message);
    }

    [Fact]
    public void A_folder_without_a_file_says_what_is_wanted()
    {
        Assert.Contains(OwnFolder.QuestionsFile, Assert.Throws<UserErrorException>(() => OwnFolder.Open(folder.Path)).Message);
        Assert.Contains("there is no folder", Assert.Throws<UserErrorException>(() => OwnFolder.Open(folder["nowhere"])).Message);
        Assert.Contains("has no lines", Error(""));
    }

    [Fact]
    public void A_damaged_picture_is_named()
    {
        File.WriteAllText(folder["pictures/1.png"], "no picture");
        Questions("""{"picture": "pictures/1.png", "question": "what ?", "answer": "a"}""");
        var data = OwnFolder.Open(folder.Path);
        Assert.Contains("1.png", Assert.ThrowsAny<UserErrorException>(() => data.Picture("pictures/1.png")).Message);
    }

    [Fact]
    public void Captions_of_a_picture_are_gathered_and_a_card_can_be_made()
    {
        File.WriteAllLines(
            folder[OwnFolder.CaptionsFile],
            [
                """{"picture": "pictures/1.png", "caption": "A dark sheet.", "split": "train"}""",
                """{"picture": "pictures/1.png", "caption": "Night.", "split": "train"}""",
                """{"picture": "pictures/2.png", "captions": ["A sheet of paper."], "split": "test"}""",
            ]
        );
        var data = Assert.IsType<OwnCaptions>(OwnFolder.Open(folder.Path));
        Assert.Equal(["A dark sheet.", "Night."], Assert.Single(data.Captions("train")).Texts);
        Assert.Contains("| test | 1 | 1 |", DataCard.Of(data, "quick"));
        Questions("{}");
        Assert.Contains("keep one of them", Assert.Throws<UserErrorException>(() => OwnFolder.Open(folder.Path)).Message);
    }
}
