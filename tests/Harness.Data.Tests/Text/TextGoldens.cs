using System.Text.Json;
using Harness.Data.Text;

namespace Harness.Data.Tests.Text;

/// <summary>Slices of reference values of the published tokenizers (each file's <c>source</c> says which), and tokenizers over the vocabularies beside them.</summary>
internal static class TextGoldens
{
    public static readonly string Folder = System.IO.Path.Combine(AppContext.BaseDirectory, "Text", "goldens");

    public static readonly Lazy<SentencePieceModel> T5Model = new(() => SentencePieceModel.Load(Path("t5like.model")));

    public static readonly Lazy<BpeVocabulary> Gpt2Like = new(() =>
        BpeVocabulary.Load(Path("bytebpe.gpt2.vocab.json"), Path("bytebpe.merges.txt"))
    );

    public static readonly Lazy<BpeVocabulary> RobertaLike = new(() =>
        BpeVocabulary.Load(Path("bytebpe.roberta.vocab.json"), Path("bytebpe.merges.txt"))
    );

    public static readonly Lazy<BpeVocabulary> ClipLike = new(() =>
        BpeVocabulary.Load(Path("clip.vocab.json"), Path("clip.merges.txt"))
    );

    public static string Path(string name) => System.IO.Path.Combine(Folder, name);

    public static JsonElement Json(string name) => JsonDocument.Parse(File.ReadAllText(Path(name))).RootElement;
}
