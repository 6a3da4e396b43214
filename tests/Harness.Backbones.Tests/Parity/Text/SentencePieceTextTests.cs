using Harness.Data.Tests.Text;
using Harness.Data.Text;
using Harness.Parity.Text;

namespace Harness.Backbones.Tests.Parity.Text;

public sealed class SentencePieceTextTests
{
    private static readonly SentencePieceModel Model = TextGoldens.T5Model.Value;

    [Fact]
    public void Pieces_show_the_text_of_unknown_characters_and_match_the_ids()
    {
        const string text = "a \ufb01eld\ua000\ua001 \ufdfa";
        var pieces = SentencePieceText.Pieces(Model, text);
        Assert.Contains("\ua000\ua001", pieces);
        var ids = Model.Segment(text);
        Assert.Equal(ids.Count, pieces.Count);
        Assert.All(ids.Zip(pieces), p => Assert.True(p.First == Model.UnknownId || Model.Pieces[p.First].Text == p.Second));
    }

    [Fact]
    public void An_id_beyond_the_model_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SentencePieceText.Decode(Model, [400]));
}
