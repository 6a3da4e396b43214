namespace Harness.Backbones.Tests.Text.SentencePiece;

public sealed class HostileModelTests
{
    public static TheoryData<string, byte[]> Files => new()
    {
        { "holds no pieces", [] },
        { "middle of a field", [0x0A] },
        { "claims 100 bytes", [0x0A, 100, 1] },
        { "claims 18446744073709551615 bytes", [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1] },
        { "more than 64 bits", [0x30, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF] },
        { "no field number and type", [0x0B] },
        { "no field number and type", [0x00] },
        { "is empty", [0x0A, 0] },
        { "is not UTF-8", [0x0A, 3, 0x0A, 1, 0xFF] },
        { "wire type 0 instead of 2", [0x0A, 2, 0x08, 1] },
        { "score of piece 0 is NaN", [0x0A, 8, 0x0A, 1, 0x61, 0x15, 0, 0, 0xC0, 0x7F] },
        { "of type 9", [0x0A, 5, 0x0A, 1, 0x61, 0x18, 9] },
        { "0 pieces for unknown text", [0x0A, 3, 0x0A, 1, 0x61] },
        { "occurs twice", With(m => m.Pieces.AddRange([("a", 0, PieceType.Normal), ("a", 0, PieceType.Normal)])) },
        { "2 pieces for unknown text", With(m => m.Pieces.Add(("u", 0, PieceType.Unknown))) },
        { "a model of type 2", new ModelFile { ModelType = 2 }.Bytes() },
        { "has no <0x00>", new ModelFile { ByteFallback = true }.Bytes() },
        { "too few for its size", new ModelFile { CharsMap = [1] }.Bytes() },
        { "claims 4294967295 of", new ModelFile { CharsMap = [255, 255, 255, 255, 0] }.Bytes() },
        { "has no end", new ModelFile { CharsMap = [4, 0, 0, 0, 0, 0, 0, 0, 65] }.Bytes() },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void A_broken_file_is_one_line(string says, byte[] file)
    {
        var error = Assert.Throws<CheckpointException>(() => SentencePieceModel.Parse("x.model", file));
        Assert.Contains(says, error.Message);
        Assert.StartsWith("x.model", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_replacement_outside_the_table_is_named()
    {
        // One rule for the letter a whose value points nowhere: the root leads to unit 1 ^ 'a', that to its value's unit.
        var units = new uint[256];
        units[0] = 1 << 10;
        units[1 ^ 'a'] = 'a' | 0x100 | 2 << 10;
        units[1 ^ 'a' ^ 2] = 0x80000000 | 77;
        byte[] table = [.. BitConverter.GetBytes(1024), .. units.SelectMany(BitConverter.GetBytes), 65, 0];
        var tokenizer = new SentencePieceTokenizer(SentencePieceModel.Parse("x.model", new ModelFile { CharsMap = table }.Bytes()));
        Assert.Equal("\u2581b", tokenizer.Normalise("b"));
        Assert.Contains("points to byte 77 of 2", Assert.Throws<CheckpointException>(() => tokenizer.Normalise("a")).Message);
    }

    private static byte[] With(Action<ModelFile> change)
    {
        var file = new ModelFile();
        change(file);
        return file.Bytes();
    }
}
