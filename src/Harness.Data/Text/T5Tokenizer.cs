using Harness.Data.Files;

namespace Harness.Data.Text;

/// <summary>
/// T5's tokenizer over a SentencePiece model. Conventions: after the model's pieces come <c>&lt;extra_id_{n−1}&gt;</c> …
/// <c>&lt;extra_id_0&gt;</c>, in VL-T5 then <c>&lt;vis_extra_id_{m−1}&gt;</c> … <c>&lt;vis_extra_id_0&gt;</c>; each text ends in
/// <c>&lt;/s&gt;</c>. Decoding is own, since the library would drop tokens that only this class knows.
/// </summary>
public sealed class T5Tokenizer : SubwordTokenizer
{
    private const string Space = "\u2581";

    private readonly SentencePieceModel model;
    private readonly string[] extras;
    private readonly Dictionary<string, int> extraIds;

    /// <param name="extraIds">Sentinels that mark gaps.</param>
    /// <param name="visExtraIds">Names of picture regions; 0 for a plain T5.</param>
    /// <exception cref="BadFileException">The model lacks <c>&lt;pad&gt;</c>, <c>&lt;/s&gt;</c> or <c>&lt;unk&gt;</c>.</exception>
    public T5Tokenizer(SentencePieceModel model, int extraIds = 100, int visExtraIds = 0)
        : base(model.Path)
    {
        this.model = model;
        extras = [.. Numbered("extra_id", extraIds), .. Numbered("vis_extra_id", visExtraIds)];
        this.extraIds = extras
            .Select((token, i) => (token, i))
            .ToDictionary(t => t.token, t => model.Pieces.Count + t.i, StringComparer.Ordinal);
        Specialise([Special("<pad>"), Special("</s>"), Special("<unk>"), .. extras.Select(Special)], "<pad>", "</s>");
    }

    public override int VocabSize => model.Pieces.Count + extras.Length;

    public override bool TryGetId(string token, out int id) =>
        extraIds.TryGetValue(token, out id) || model.TryGetId(token, out id);

    public override string? TokenOf(long id) =>
        id < 0 || id >= VocabSize ? null
        : id < model.Pieces.Count ? model.Pieces[(int)id].Text
        : extras[id - model.Pieces.Count];

    // U+0085 alone is white space to the published tokenizer and none to the table of T5's models.
    protected override IEnumerable<int> TokenizePlain(string text) => model.Segment(text.Replace('\u0085', ' '));

    // The first token's spaces are those that encoding put there.
    protected override string Join(IReadOnlyList<string> tokens) =>
        string.Concat(tokens.Select((t, i) => t.Replace(Space, i == 0 ? "" : " ", StringComparison.Ordinal)));

    private static IEnumerable<string> Numbered(string name, int count) =>
        Enumerable.Range(0, count).Select(i => $"<{name}_{count - 1 - i}>");
}
