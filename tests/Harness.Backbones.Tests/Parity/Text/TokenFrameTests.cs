using Harness.Data.Tests.Text;
using Harness.Data.Text;
using Harness.Parity.Text;

namespace Harness.Backbones.Tests.Parity.Text;

public sealed class TokenFrameTests
{
    private static readonly ByteBpeTokenizer Roberta = new(
        TextGoldens.RobertaLike.Value,
        ByteBpeConvention.Roberta,
        addPrefixSpace: true
    );
    private static readonly TokenFrame Frame = new([0], [2, 2], [2]);

    [Fact]
    public void A_frame_needs_room()
    {
        Assert.Equal([0, 2], Frame.Around(Roberta, "the bus", maxLength: 2).Ids);
        Assert.Throws<ArgumentOutOfRangeException>(() => Frame.Around(Roberta, "the", "bus", maxLength: 3));
    }

    [Fact]
    public void A_pair_stands_between_special_tokens_and_is_padded()
    {
        var framed = Frame.Around(Roberta, "the", "bus <mask>", padTo: 8);
        Assert.True(Roberta.TryGetId("<mask>", out var mask));
        Assert.Equal([0, .. Roberta.Tokenize("the"), 2, 2, .. Roberta.Tokenize("bus"), mask, 2, 1], framed.Ids);
        Assert.Equal([1, 1, 1, 1, 1, 1, 1, 0], framed.AttentionMask);
        Assert.Equal([1, 0, 1, 1, 0, 0, 1, 1], framed.SpecialTokensMask);
    }
}
