using System.Text;

namespace Harness.Backbones;

/// <summary>An entry of a SentencePiece vocabulary; its place is its id.</summary>
/// <param name="Text">U+2581 stands for a space.</param>
/// <param name="Score">Natural logarithm of its probability.</param>
public readonly record struct Piece(string Text, float Score, PieceType Type);

/// <summary>
/// What a <c>.model</c> file of SentencePiece (Kudo and Richardson 2018) holds, as far as unigram segmentation needs it. Reading checks
/// everything that the segmentation relies on.
/// </summary>
public sealed class SentencePieceModel
{
    private readonly Dictionary<string, int> ids = new(StringComparer.Ordinal);

    private SentencePieceModel(IReadOnlyList<Piece> pieces, ModelOptions options, CharsMap charsMap)
    {
        (Pieces, Options, CharsMap) = (pieces, options, charsMap);
        for (var id = 0; id < pieces.Count; id++) ids.TryAdd(pieces[id].Text, id);
    }

    public IReadOnlyList<Piece> Pieces { get; }

    /// <summary>Id of the one piece of type <see cref="PieceType.Unknown"/>.</summary>
    public int UnknownId { get; private init; }

    internal ModelOptions Options { get; }

    internal CharsMap CharsMap { get; }

    public bool TryGetId(string piece, out int id) => ids.TryGetValue(piece, out id);

    /// <exception cref="CheckpointException">The file cannot be read or is not such a model.</exception>
    public static SentencePieceModel Load(string path)
    {
        byte[] file;
        try
        {
            file = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{path}: cannot be read ({e.Message.ReplaceLineEndings(" ")}).", e);
        }
        return Parse(path, file);
    }

    /// <summary>The same from a file in memory; the path serves messages.</summary>
    /// <exception cref="CheckpointException">It is not such a model.</exception>
    public static SentencePieceModel Parse(string path, ReadOnlySpan<byte> file)
    {
        var pieces = new List<Piece>();
        var options = new ModelOptions();
        var fields = new ProtoReader(file, path);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1: pieces.Add(ReadPiece(path, fields.Bytes(), pieces.Count)); break;
                case 2: options = options.WithTrainer(path, fields.Bytes()); break;
                case 3: options = options.WithNormaliser(path, fields.Bytes()); break;
                case 5: options = options.WithDenormaliser(path, fields.Bytes()); break;
                default: fields.Skip(); break;
            }
        }
        Check(path, pieces, options);
        return new SentencePieceModel(pieces, options, CharsMap.Read(path, options.CharsMap)) { UnknownId = pieces.FindIndex(p => p.Type == PieceType.Unknown) };
    }

    private static Piece ReadPiece(string path, ReadOnlySpan<byte> message, int id)
    {
        var (text, score, type) = ("", 0f, PieceType.Normal);
        var fields = new ProtoReader(message, path);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1: text = Text(path, fields.Bytes(), id); break;
                case 2: score = fields.Float(); break;
                case 3: type = (PieceType)fields.Int(); break;
                default: fields.Skip(); break;
            }
        }
        if (text.Length == 0) throw new CheckpointException($"{path}: piece {id} is empty.");
        if (!float.IsFinite(score)) throw new CheckpointException($"{path}: the score of piece {id} is {score}; scores are finite.");
        return Enum.IsDefined(type) ? new Piece(text, score, type) : throw new CheckpointException($"{path}: piece {id} is of type {(int)type}; types are 1 to 6.");
    }

    private static string Text(string path, ReadOnlySpan<byte> utf8, int id) => System.Text.Unicode.Utf8.IsValid(utf8)
        ? Encoding.UTF8.GetString(utf8)
        : throw new CheckpointException($"{path}: piece {id} is not UTF-8.");

    private static void Check(string path, List<Piece> pieces, ModelOptions options)
    {
        if (pieces.Count == 0) throw new CheckpointException($"{path}: holds no pieces.");
        if (options.ModelType != ModelOptions.Unigram)
            throw new CheckpointException($"{path}: a model of type {options.ModelType}; only type {ModelOptions.Unigram} (unigram) can be read.");
        var unknown = pieces.Count(p => p.Type == PieceType.Unknown);
        if (unknown != 1) throw new CheckpointException($"{path}: has {unknown} pieces for unknown text; one is needed.");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var piece in pieces)
            if (!seen.Add(piece.Text)) throw new CheckpointException($"{path}: the piece '{piece.Text}' occurs twice.");
        if (!options.ByteFallback) return;
        for (var b = 0; b < 256; b++)
            if (!seen.Contains(ByteFallback.Spelling((byte)b))) throw new CheckpointException($"{path}: spells unknown text in bytes but has no {ByteFallback.Spelling((byte)b)}.");
    }
}
