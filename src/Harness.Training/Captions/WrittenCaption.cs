using Harness.Data;
using Harness.Data.Metrics;

namespace Harness.Training.Captions;

/// <summary>What a model wrote about a picture.</summary>
public sealed record WrittenCaption(CaptionedPicture Picture, string Text)
{
    private CaptionItem Item => new(PtbTokens.Tokenise(Text), [.. Picture.Texts.Select(PtbTokens.Tokenise)]);

    /// <summary>What <see cref="Measures"/> are made with.</summary>
    public static string Version => $"100 × {CiderD.Version}; {Bleu.Version}, {RougeL.Version}; {PtbTokens.Version}";

    /// <summary>CIDEr-D times 100, as papers print it.</summary>
    public static double Score(IReadOnlyList<WrittenCaption> captions) => captions.Count == 0 ? 0 : 100 * CiderD.Score(Items(captions)).Corpus;

    /// <summary>Every measure of the caption table, times 100.</summary>
    public static IReadOnlyDictionary<string, double> Measures(IReadOnlyList<WrittenCaption> captions)
    {
        var items = Items(captions);
        var measures = Bleu.Score(items).Select((s, n) => ($"bleu_{n + 1}", s.Corpus)).Append(("rouge_l", RougeL.Score(items).Corpus)).Append(("cider_d", CiderD.Score(items).Corpus));
        return measures.ToDictionary(m => m.Item1, m => 100 * m.Corpus);
    }

    /// <summary>ROUGE-L of this caption alone, 0 to 1.</summary>
    public double Likeness => RougeL.Score([Item]).Corpus;

    private static IReadOnlyList<CaptionItem> Items(IReadOnlyList<WrittenCaption> captions) => [.. captions.Select(c => c.Item)];
}
