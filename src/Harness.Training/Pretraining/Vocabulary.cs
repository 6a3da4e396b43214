using Harness.Data;
using Harness.Data.Scenes;

namespace Harness.Training.Pretraining;

/// <summary>The words of a data set and of the statements about it, in a fixed order.</summary>
public static class Vocabulary
{
    /// <summary>
    /// Every word that a question form, an answer, a statement or the prompt can use. Sampled long enough that no word is missed,
    /// and sorted, so that the same data set gives the same ids.
    /// </summary>
    public static IReadOnlyList<string> Of(StampScenes data, PretrainingTexts texts, IEnumerable<string> prompts)
    {
        var words = new SortedSet<string>(StringComparer.Ordinal);
        words.UnionWith(data.Names);
        words.UnionWith(data.Categories);
        words.UnionWith(data.Colours);
        foreach (var prompt in prompts)
            Add(prompt.Replace("{0}", " "));
        foreach (var split in data.Splits)
        {
            foreach (var question in data.Questions(split))
            {
                Add(question.Text);
                words.UnionWith(question.Answers.Keys);
            }
        }
        var random = RandomStream.Root(0).Sub("vocabulary");
        for (var i = 0UL; i < 3_000; i++)
        {
            var scene = data.PretrainingScene(i);
            var text = texts.Draw(scene, data.RegionLayout(scene).Objects, random);
            words.UnionWith(text.Words);
            words.UnionWith(text.Targets);
            words.UnionWith(texts.DrawTextOnly(random).Words);
        }
        return [.. words.Where(w => !w.StartsWith('<'))];

        void Add(string text) => words.UnionWith(text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}
