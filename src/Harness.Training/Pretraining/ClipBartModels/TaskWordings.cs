using Harness.Backbones.ClipBartModels;
using Harness.Data;
using Harness.Data.Emoji;
using Harness.Data.Sampling;
using Harness.Data.Scenes.Questions;

namespace Harness.Training.Pretraining.ClipBartModels;

/// <summary>
/// What the tasks' texts look like, without pictures and without answers, so that a frozen table knows their words; and which kinds of emoji belong to which
/// category, as Unicode's list has it, so that the decoder has said these words.
/// </summary>
internal sealed class TaskWordings(StampScenes scenes, StampPairs pairs, EmojiCatalogue emoji)
{
    private readonly (string Kind, string Category)[] kinds = [.. emoji.Concepts.Select(c => (c.Kind, c.Category)).Distinct()];

    public string Draw(RandomStream random) =>
        random.NextInt(6) switch
        {
            0 or 1 => Fact(Kind(random)),
            2 => VlTask.Vqa.Prompt
                + (
                    random.NextInt(3) switch
                    {
                        0 => "which category is this ?",
                        1 => "which kind is this ?",
                        _ => $"is this of the kind {Kind(random).Kind} ?",
                    }
                ),
            3 => VlTask.Nlvr.Prompt + pairs.AnyStatement(random),
            4 => VlTask.Caption.Prompt + "from left to right",
            _ => VlTask.Gqa.Prompt + Asked(random),
        };

    private static string Fact((string Kind, string Category) kind) => $"the kind {kind.Kind} is in {kind.Category} .";

    private (string Kind, string Category) Kind(RandomStream random) => random.Pick(kinds);

    private string Asked(RandomStream random)
    {
        var form = random.Pick(QuestionForm.All);
        var names = scenes.Sprites.Names();
        var subject = form.Subjects == Subjects.AnyKind ? random.Pick(scenes.Sprites.Categories) : random.Pick(names);
        return form.Text(subject, random.Pick(names));
    }
}
