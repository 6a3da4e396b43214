using System.Text.Json;
using Harness.Data.Text;
using Harness.Parity.Values;

namespace Harness.Parity.Text;

/// <summary>Compares SentencePiece and T5's tokenizer with a file of reference values and the model beside it.</summary>
public static class SentencePieceParity
{
    private const string Group = "sentencepiece";

    /// <summary>Such a file: cases in pieces.</summary>
    public static ValueChecker Checker { get; } =
        new(f => ValueChecker.FirstHas(f, "cases", "pieces") && f.TryGetProperty("model", out _), Check);

    private static IEnumerable<ParityRecord> Check(JsonElement file, string folder)
    {
        var facts = file.GetProperty("model");
        var name = facts.Text("file");
        var model = SentencePieceModel.Parse(name, ReferenceText.File(folder, name, facts.Text("sha256")));
        var t5 = new T5Tokenizer(model);
        var frame = new TokenFrame([], [t5.EndId], [t5.EndId]);
        yield return Model(file, facts, model, t5);
        foreach (var (number, c) in file.Section("cases"))
            yield return Plain(number, c, model);
        foreach (var (number, c) in file.Section("decode_cases"))
            yield return SubwordCases.Decoded(Group + "_decode", number, c, ids => SentencePieceText.Decode(model, ids));
        // Truncated to the length that a case gives, and padded to it.
        foreach (var (number, c) in file.Section("t5_cases"))
        {
            var length = c.OptionalInt("max_length");
            yield return SubwordCases.Framed("t5_tokenizer", number, c, t5, frame, length ?? int.MaxValue, length ?? 0);
        }
    }

    private static ParityRecord Model(JsonElement file, JsonElement facts, SentencePieceModel model, T5Tokenizer t5)
    {
        var comparison = new Comparison("model", Group, 0)
            .Same("vocab_size", facts.GetProperty("vocab_size").GetInt32(), model.Pieces.Count)
            .Same("unk_id", facts.GetProperty("unk_id").GetInt32(), model.UnknownId)
            .Same("pad_id", facts.GetProperty("pad_id").GetInt32(), t5.PadId)
            .Same("eos_id", facts.GetProperty("eos_id").GetInt32(), t5.EndId);
        if (!file.TryGetProperty("vocab", out var vocab))
            return comparison.Result();
        var expected = vocab.EnumerateArray().ToList();
        return comparison
            .SameList("pieces", expected.Select(e => e[0].GetString()!), model.Pieces.Select(p => p.Text))
            .SameList("scores", expected.Select(e => e[1].GetSingle()), model.Pieces.Select(p => p.Score))
            .Result();
    }

    private static ParityRecord Plain(int number, JsonElement c, SentencePieceModel model)
    {
        var ids = model.Segment(c.Text("text"));
        var pieces = SentencePieceText.Pieces(model, c.Text("text"));
        return new Comparison($"{number} {c.OptionalText("tag")}", Group, 0)
            // Pieces cover the normalised text without a gap.
            .Same("normalized", c.Text("normalized"), string.Concat(pieces))
            .SameList("pieces", c.Texts("pieces"), pieces)
            .SameList("ids", c.Ints("ids"), ids)
            .Same("decoded", c.Text("decoded"), SentencePieceText.Decode(model, ids.Select(id => (long)id)))
            .IfText(c, "decoded_from_pieces", () => SentencePieceText.DecodePieces(model, pieces))
            .Result();
    }
}
