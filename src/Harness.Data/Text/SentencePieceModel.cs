using System.Text.Unicode;
using Google.Protobuf;
using Harness.Data.Files;
using Microsoft.ML.Tokenizers;

namespace Harness.Data.Text;

/// <summary>What a SentencePiece vocabulary entry is for; the values are the file format's.</summary>
public enum PieceType
{
    Normal = 1,

    /// <summary>Stands for text that no piece covers.</summary>
    Unknown = 2,

    /// <summary>Never found in a text, invisible when decoded.</summary>
    Control = 3,

    /// <summary>Found in a text before anything else, and never normalised.</summary>
    UserDefined = 4,

    /// <summary>Kept for its id only.</summary>
    Unused = 5,

    /// <summary>One byte of text that no piece covers, spelled <c>&lt;0xNN&gt;</c>.</summary>
    Byte = 6,
}

/// <summary>An entry of a SentencePiece vocabulary; its place is its id.</summary>
/// <param name="Text">U+2581 stands for a space.</param>
/// <param name="Score">Natural logarithm of its probability.</param>
public readonly record struct Piece(string Text, float Score, PieceType Type);

/// <summary>
/// A <c>.model</c> file of SentencePiece (Kudo and Richardson 2018) with a unigram model, which Microsoft.ML.Tokenizers segments
/// with. Own: the list of pieces, which the library shows in part only; checks of what it takes without a word; and mends, since
/// it loads no model without a beginning token, as T5's are (<see cref="Loadable"/>), leaves unknown neighbours apart, and keeps
/// characters that a table deletes (<see cref="Deleted"/>). Decoding is own too, since it lets unknown text vanish.
/// </summary>
public sealed class SentencePieceModel
{
    private const int Unigram = 1;

    private readonly Dictionary<string, int> ids = new(StringComparer.Ordinal);
    private readonly List<Piece> pieces = [];
    private bool deletes;

    private SentencePieceModel(string path, byte[] file)
    {
        Path = path;
        Read(file);
        Check();
        UnknownId = pieces.FindIndex(p => p.Type == PieceType.Unknown);
        Library = SentencePieceTokenizer.Create(new MemoryStream(Loadable(file)), addBeginningOfSentence: false);
    }

    public string Path { get; }

    public IReadOnlyList<Piece> Pieces => pieces;

    /// <summary>Id of the one piece of type <see cref="PieceType.Unknown"/>.</summary>
    public int UnknownId { get; }

    /// <summary>The library's view of the model; only its settings for spaces are to be relied on.</summary>
    public SentencePieceTokenizer Library { get; }

    public bool TryGetId(string piece, out int id) => ids.TryGetValue(piece, out id);

    /// <exception cref="BadFileException">The file cannot be read or is not such a model.</exception>
    public static SentencePieceModel Load(string path) =>
        Guarded(path, "cannot be read", () => Parse(path, File.ReadAllBytes(path)));

    /// <summary>The same from a file in memory; the path serves messages.</summary>
    /// <exception cref="BadFileException">It is not such a model.</exception>
    public static SentencePieceModel Parse(string path, byte[] file) =>
        Guarded(path, "not a SentencePiece model", () => new SentencePieceModel(path, file));

    /// <summary>Ids of the pieces of <paramref name="text"/>; neighbouring unknown characters are one piece.</summary>
    /// <exception cref="BadFileException">The model contradicts itself.</exception>
    public IReadOnlyList<int> Segment(string text) =>
        Guarded(
            Path,
            "cannot segment text",
            () =>
            {
                // Its EncodeToTokens fails on text that grows when normalised.
                var ids = Library.EncodeToIds(Kept(text), addBeginningOfSentence: false, addEndOfSentence: false);
                return ids.Where((id, i) => id != UnknownId || i == 0 || ids[i - 1] != UnknownId).ToList();
            }
        );

    /// <summary>The text without what the model's table deletes.</summary>
    public string Kept(string text) => deletes ? string.Concat(text.Where(c => !Deleted(c))) : text;

    // The control characters that the tables named nmt… replace by nothing.
    private static bool Deleted(char c) =>
        c is >= '\u0001' and <= '\u0008' or '\u000B' or >= '\u000E' and <= '\u001F' or '\u007F' or '\u008F' or '\u009F';

    // Second messages are merged into the first. Trainer: unknown, beginning and end are the one piece that is never found in a
    // text, padding is none; the library would otherwise index by −1, or overwrite pieces 1 and 2. Normaliser: nothing, but it
    // must be there.
    private byte[] Loadable(byte[] file)
    {
        var trainer = new MemoryStream();
        using (var output = new CodedOutputStream(trainer, leaveOpen: true))
        {
            foreach (var (field, id) in new[] { (40, UnknownId), (41, UnknownId), (42, UnknownId), (43, -1) })
            {
                output.WriteTag(field, WireFormat.WireType.Varint);
                output.WriteInt32(id);
            }
        }
        return [.. file, 0x12, (byte)trainer.Length, .. trainer.ToArray(), 0x1A, 0];
    }

    private void Read(byte[] file)
    {
        foreach (var (field, _, message) in Fields(new CodedInputStream(file)))
        {
            switch (field)
            {
                case 1:
                    Add(message);
                    break;
                case 2:
                    ReadTrainer(message);
                    break;
                case 3:
                    deletes |= Fields(message.CreateCodedInput()).Any(f => f.Field == 1 && f.Bytes.Span.StartsWith("nmt"u8));
                    break;
                case 5 when Fields(message.CreateCodedInput()).Any(f => f.Field == 2 && f.Bytes.Length > 0):
                    throw Bad("rewrites decoded text by a table of its own, which is not supported");
            }
        }
    }

    private void ReadTrainer(ByteString message)
    {
        foreach (var (field, number, _) in Fields(message.CreateCodedInput()))
        {
            if (field == 3 && number != Unigram)
                throw Bad($"a model of type {number}; only type {Unigram} (unigram) can be read");
            if (field == 35 && number != 0)
                throw Bad("spells unknown text in bytes, which the library gets wrong; T5's models do not");
        }
    }

    private void Add(ByteString message)
    {
        var (id, text, score, type) = (pieces.Count, ByteString.Empty, 0f, PieceType.Normal);
        foreach (var (field, number, bytes) in Fields(message.CreateCodedInput()))
        {
            switch (field)
            {
                case 1:
                    text = bytes;
                    break;
                case 2:
                    score = BitConverter.UInt32BitsToSingle((uint)number);
                    break;
                case 3:
                    type = (PieceType)number;
                    break;
            }
        }
        if (text.IsEmpty)
            throw Bad($"piece {id} is empty");
        if (!Utf8.IsValid(text.Span))
            throw Bad($"piece {id} is not UTF-8");
        if (!float.IsFinite(score))
            throw Bad($"the score of piece {id} is {score}; scores are finite");
        if (!Enum.IsDefined(type))
            throw Bad($"piece {id} is of type {(int)type}; types are 1 to 6");
        var piece = new Piece(text.ToStringUtf8(), score, type);
        if (!ids.TryAdd(piece.Text, id))
            throw Bad($"the piece '{piece.Text}' occurs twice");
        pieces.Add(piece);
    }

    private void Check()
    {
        if (pieces.Count == 0)
            throw Bad("holds no pieces");
        var unknown = pieces.Count(p => p.Type == PieceType.Unknown);
        if (unknown != 1)
            throw Bad($"has {unknown} pieces for unknown text; one is needed");
    }

    // The fields of a message: a number or the bytes of what has a length.
    private static IEnumerable<(int Field, ulong Number, ByteString Bytes)> Fields(CodedInputStream message)
    {
        while (message.ReadTag() is > 0 and var tag)
        {
            var (number, bytes) = WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.Varint => (message.ReadUInt64(), ByteString.Empty),
                WireFormat.WireType.Fixed64 => (message.ReadFixed64(), ByteString.Empty),
                WireFormat.WireType.Fixed32 => (message.ReadFixed32(), ByteString.Empty),
                WireFormat.WireType.LengthDelimited => (0UL, message.ReadBytes()),
                var other => throw new FormatException($"wire type {other} in field {WireFormat.GetTagFieldNumber(tag)}"),
            };
            yield return (WireFormat.GetTagFieldNumber(tag), number, bytes);
        }
    }

    private BadFileException Bad(string what) => new($"{Path}: {what.ReplaceLineEndings(" ")}.");

    // Damaged files make the library throw all sorts of exceptions.
    private static T Guarded<T>(string path, string what, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is not BadFileException)
        {
            throw new BadFileException($"{path}: {what} ({e.Message.ReplaceLineEndings(" ")}).", e);
        }
    }
}
