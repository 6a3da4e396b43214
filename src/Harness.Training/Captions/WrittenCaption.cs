using Harness.Data;
using Harness.Data.Metrics;

namespace Harness.Training.Captions;

/// <summary>What a model wrote about a picture.</summary>
public sealed record WrittenCaption(CaptionedPicture Picture, string Text)
{
    private CaptionItem Item => new(PtbTokens.Tokenise(Text), [.. Picture.Texts.Select(PtbTokens.Tokenise)]);

    /// <summary>CIDEr-D times 100, as papers print it.</summary>
    public static double Score(IReadOnlyList<WrittenCaption> captions) =>
        captions.Count == 0 ? 0 : 100 * CiderD.Score([.. captions.Select(c => c.Item)]).Corpus;

    /// <summary>Every measure that needs no program of others, times 100, by its name.</summary>
    public static IReadOnlyDictionary<string, double> Measures(IReadOnlyList<WrittenCaption> captions) =>
        CaptionMetrics
            .Of([.. captions.Select(c => (c.Text, c.Picture.Texts))], environment: _ => null)
            .Where(m => m.Score is not null)
            .ToDictionary(m => m.Name, m => m.Score!.Value);

    /// <summary>ROUGE-L of this caption alone, 0 to 1.</summary>
    public double Likeness => RougeL.Score([Item]).Corpus;
}
