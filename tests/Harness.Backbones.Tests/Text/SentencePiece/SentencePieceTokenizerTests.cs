namespace Harness.Backbones.Tests.Text.SentencePiece;

public sealed class SentencePieceTokenizerTests
{
    [Fact]
    public void The_most_probable_path_wins()
    {
        var tokenizer = Tokenizer([("\u2581", -3), ("a", -3), ("b", -3), ("ab", -4), ("\u2581ab", -9), ("\u2581a", -4)]);
        // ▁ + ab = −7, ▁a + b = −7, ▁ab = −9: of the equal two the one found first.
        Assert.Equal(["\u2581", "ab"], tokenizer.Encode("ab").Select(t => t.Text));
        Assert.Equal(["\u2581a"], tokenizer.Encode("a").Select(t => t.Text));
    }

    [Fact]
    public void Unknown_neighbours_are_one_piece_with_their_place()
    {
        var tokens = Tokenizer([("\u2581", -1), ("a", -1)]).Encode(" a\u4e2d\u6587a");
        Assert.Equal(["\u2581", "a", "\u4e2d\u6587", "a"], tokens.Select(t => t.Text));
        Assert.Equal([(1, 1), (1, 2), (2, 4), (4, 5)], tokens.Select(t => (t.Start, t.End)));
    }

    [Fact]
    public void Unknown_text_may_be_spelled_in_bytes()
    {
        var model = new ModelFile { ByteFallback = true };
        for (var b = 0; b < 256; b++) model.Pieces.Add(($"<0x{b:X2}>", 0, PieceType.Byte));
        model.Pieces.Add(("\u2581a", -1, PieceType.Normal));
        var tokenizer = new SentencePieceTokenizer(SentencePieceModel.Parse("m", model.Bytes()));
        var tokens = tokenizer.Encode("a\u00e9");
        Assert.Equal(["\u2581a", "<0xC3>", "<0xA9>"], tokens.Select(t => t.Text));
        Assert.Equal("a\u00e9", tokenizer.Decode(tokens.Select(t => (long)t.Id)));
    }

    [Fact]
    public void A_piece_of_the_users_own_scores_as_the_best_would()
    {
        var model = new ModelFile();
        model.Pieces.AddRange([("\u2581", -1, PieceType.Normal), ("a", -5, PieceType.Normal), ("aa", -50, PieceType.UserDefined)]);
        var tokens = new SentencePieceTokenizer(SentencePieceModel.Parse("m", model.Bytes())).Encode("aa");
        Assert.Equal(["\u2581", "aa"], tokens.Select(t => t.Text));
    }

    [Fact]
    public void An_id_beyond_the_model_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SentencePieceTokenizer(TextGoldens.T5Model.Value).Decode([400]));

    private static SentencePieceTokenizer Tokenizer(IEnumerable<(string, float)> pieces)
    {
        var model = new ModelFile();
        model.Pieces.AddRange(pieces.Select(p => (p.Item1, p.Item2, PieceType.Normal)));
        return new SentencePieceTokenizer(SentencePieceModel.Parse("m", model.Bytes()));
    }
}
