using Harness.Data;
using Harness.Data.Scenes;
using Harness.Data.Scenes.Questions;

namespace Harness.Training.Pretraining;

/// <summary>The words of a data set and of the statements about it, in a fixed order.</summary>
public static class Vocabulary
{
    /// <summary>
    /// Every word that a question form, an answer, a statement or the prompt can use, sorted, so that the same sprites give the same
    /// ids. Statements are sampled until long after no new word comes.
    /// </summary>
    public static IReadOnlyList<string> Of(StampScenes data, PretrainingTexts texts, string prompt)
    {
        var words = new SortedSet<string>(data.AnswerWords, StringComparer.Ordinal);
        Add(prompt);
        foreach (var form in QuestionForm.All)
            Add(form.Wording);
        var random = RandomStream.Root(0).Sub("vocabulary");
        for (var i = 0UL; i < 3_000; i++)
        {
            var scene = data.PretrainingScene(i);
            var text = texts.Draw(scene, data.RegionsOf(scene).Objects, random);
            words.UnionWith(text.Words);
            words.UnionWith(text.Targets);
            words.UnionWith(texts.DrawTextOnly(random).Words);
        }
        return [.. words.Where(w => !w.StartsWith('<'))];

        void Add(string text) =>
            words.UnionWith(
                text.Replace("{0}", " ")
                    .Replace("{1}", " ")
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    .Where(w => !w.StartsWith('<'))
            );
    }
}
