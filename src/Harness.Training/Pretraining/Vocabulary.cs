using Harness.Data;
using Harness.Data.Scenes.Questions;

namespace Harness.Training.Pretraining;

/// <summary>The words of a data set and of the statements about it, in a fixed order.</summary>
public static class Vocabulary
{
    /// <summary>
    /// Every word that a question form, an answer, a statement, a question about a told scene or the prompt can use, sorted, so that the same sprites
    /// give the same ids.
    /// </summary>
    public static IReadOnlyList<string> Of(StampScenes data, string prompt)
    {
        IEnumerable<string> texts =
        [
            prompt,
            "yes or no . objects : the is a some",
            .. QuestionForm.All.Select(f => f.Wording),
            .. StatementStyle.Several.Wordings.Values.SelectMany(w => w),
            .. QuestionWordings.ByKind.Values.SelectMany(w => w.Known.Concat(w.Unseen)),
            "left right above below leftmost rightmost topmost lowest",
        ];
        var words = texts
            .SelectMany(t => t.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(w => w[0] is not ('<' or '{'));
        return [.. new SortedSet<string>(data.AnswerWords.Concat(words), StringComparer.Ordinal)];
    }
}
