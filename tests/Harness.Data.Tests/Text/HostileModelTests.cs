using Harness.Data.Files;
using Harness.Data.Text;

namespace Harness.Data.Tests.Text;

public sealed class HostileModelTests
{
    public static TheoryData<string, byte[]> Files =>
        new()
        {
            { "holds no pieces", [] },
            { "not a SentencePiece model", [0x0A] },
            { "middle of a field", [0x0A, 100, 1] },
            { "not a SentencePiece model", [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1] },
            { "malformed varint", [0x30, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF] },
            { "wire type", [0x0B] },
            { "invalid tag", [0x00] },
            { "is empty", [0x0A, 0] },
            { "is not UTF-8", [0x0A, 3, 0x0A, 1, 0xFF] },
            { "is empty", [0x0A, 2, 0x08, 1] },
            { "score of piece 0 is NaN", [0x0A, 8, 0x0A, 1, 0x61, 0x15, 0, 0, 0xC0, 0x7F] },
            { "of type 9", [0x0A, 5, 0x0A, 1, 0x61, 0x18, 9] },
            { "0 pieces for unknown text", [0x0A, 3, 0x0A, 1, 0x61] },
            { "occurs twice", With(m => m.Pieces.AddRange([("a", 0, PieceType.Normal), ("a", 0, PieceType.Normal)])) },
            { "2 pieces for unknown text", With(m => m.Pieces.Add(("u", 0, PieceType.Unknown))) },
            { "a model of type 2", new ModelFile { ModelType = 2 }.Bytes() },
            { "in bytes", new ModelFile { ByteFallback = true }.Bytes() },
            { "normalization rule is broken", new ModelFile { CharsMap = [1] }.Bytes() },
            { "exceeds", new ModelFile { CharsMap = [255, 255, 255, 255, 0] }.Bytes() },
        };

    [Theory]
    [MemberData(nameof(Files))]
    public void A_broken_file_is_one_line(string says, byte[] file)
    {
        var error = Assert.Throws<BadFileException>(() => SentencePieceModel.Parse("x.model", file));
        Assert.Contains(says, error.Message);
        Assert.StartsWith("x.model", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_replacement_outside_the_table_is_one_line()
    {
        var model = SentencePieceModel.Parse("x.model", new ModelFile { CharsMap = ModelFile.OneRule(value: 77) }.Bytes());
        Assert.Equal([0], model.Segment("b"));
        var error = Assert.Throws<BadFileException>(() => model.Segment("a")).Message;
        Assert.StartsWith("x.model: cannot segment text", error);
        Assert.DoesNotContain('\n', error);
    }

    private static byte[] With(Action<ModelFile> change)
    {
        var file = new ModelFile();
        change(file);
        return file.Bytes();
    }
}
