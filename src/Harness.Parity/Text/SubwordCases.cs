using System.Text.Json;
using Harness.Data.Text;
using Harness.Parity.Values;

namespace Harness.Parity.Text;

/// <summary>Cases that every subword tokenizer's reference file has in the same form.</summary>
internal static class SubwordCases
{
    /// <summary>A text's own tokens, without a frame, and back.</summary>
    public static ParityRecord Plain(string group, int number, JsonElement c, SubwordTokenizer tokenizer)
    {
        var ids = tokenizer.Tokenize(c.Text("text"));
        return new Comparison($"{number} {c.OptionalText("tag")}", group, 0)
            .SameList("tokens", c.Texts("tokens"), ids.Select(id => tokenizer.TokenOf(id)!))
            .SameList("ids", c.Ints("ids"), ids)
            .IfText(c, "decoded", () => tokenizer.Decode(ids.Select(id => (long)id), skipSpecial: false))
            .Result();
    }

    /// <summary>A text or pair with the frame, truncated and padded as the case says.</summary>
    public static ParityRecord Framed(
        string group,
        int number,
        JsonElement c,
        SubwordTokenizer tokenizer,
        TokenFrame frame,
        int maxLength,
        int padTo
    )
    {
        var framed = frame.Around(tokenizer, c.Text("text"), c.OptionalText("text_pair"), maxLength, padTo);
        var ids = framed.Ids.Select(id => (long)id).ToList();
        return new Comparison($"{number} {c.OptionalText("tag")}".TrimEnd(), group, 0)
            .IfTexts(c, "tokens", () => ids.Select(id => tokenizer.TokenOf(id)!))
            .SameList("ids", c.Ints("ids"), framed.Ids)
            .IfInts(c, "attention_mask", () => framed.AttentionMask)
            .IfInts(c, "special_tokens_mask", () => framed.SpecialTokensMask)
            .IfText(c, "decoded", () => tokenizer.Decode(ids, skipSpecial: false))
            .IfText(c, "decoded_skip_special", () => tokenizer.Decode(ids, skipSpecial: true))
            .Result();
    }

    /// <summary>Ids to text.</summary>
    public static ParityRecord Decoded(string group, int number, JsonElement c, Func<List<long>, string> decode) =>
        new Comparison($"{number}", group, 0).Same("decoded", c.Text("decoded"), decode(c.Longs("ids"))).Result();
}
