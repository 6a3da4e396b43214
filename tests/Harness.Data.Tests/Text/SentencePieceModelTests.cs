using Harness.Data.Text;

namespace Harness.Data.Tests.Text;

public sealed class SentencePieceModelTests
{
    [Fact]
    public void The_most_probable_path_wins()
    {
        var model = Model(("\u2581", -3), ("a", -3), ("b", -3), ("ab", -4), ("\u2581ab", -9), ("\u2581a", -4));
        // ▁ + ab = −7, ▁a + b = −7, ▁ab = −9: of the equal two the one found first.
        Assert.Equal(["\u2581", "ab"], Pieces(model, "ab"));
        Assert.Equal(["\u2581a"], Pieces(model, "a"));
    }

    [Fact]
    public void Unknown_neighbours_are_one_piece() =>
        Assert.Equal(
            ["\u2581", "a", "<unk>", "a", "\u2581", "<unk>"],
            Pieces(Model(("\u2581", -1), ("a", -1)), " a\u4e2d\u6587a \u4e2d")
        );

    [Fact]
    public void A_piece_of_the_users_own_scores_as_the_best_would()
    {
        var file = new ModelFile();
        file.Pieces.AddRange([("\u2581", -1, PieceType.Normal), ("a", -5, PieceType.Normal), ("aa", -50, PieceType.UserDefined)]);
        Assert.Equal(["\u2581", "aa"], Pieces(SentencePieceModel.Parse("m", file.Bytes()), "aa"));
    }

    [Fact]
    public void Text_that_grows_when_normalised_is_segmented()
    {
        var model = TextGoldens.T5Model.Value;
        const string eighteen = "\u0635\u0644\u0649 \u0627\u0644\u0644\u0647 \u0639\u0644\u064a\u0647 \u0648\u0633\u0644\u0645";
        Assert.Equal(model.Segment(string.Concat(Enumerable.Repeat(eighteen, 50))), model.Segment(new string('\ufdfa', 50)));
        Assert.Equal(model.Segment(new string('.', 9000)), model.Segment(new string('\u2026', 3000)));
    }

    [Fact]
    public void What_the_table_deletes_is_gone_and_nothing_is_deleted_without_a_table()
    {
        Assert.Equal(TextGoldens.T5Model.Value.Segment("a dog"), TextGoldens.T5Model.Value.Segment("a\u0001 \u007f dog\u009f"));
        Assert.Equal(["\u2581", "a", "<unk>"], Pieces(Model(("\u2581", -1), ("a", -1)), "a\u0001"));
    }

    private static SentencePieceModel Model(params (string, float)[] pieces)
    {
        var file = new ModelFile();
        file.Pieces.AddRange(pieces.Select(p => (p.Item1, p.Item2, PieceType.Normal)));
        return SentencePieceModel.Parse("m", file.Bytes());
    }

    private static IEnumerable<string> Pieces(SentencePieceModel model, string text) =>
        model.Segment(text).Select(id => model.Pieces[id].Text);
}
