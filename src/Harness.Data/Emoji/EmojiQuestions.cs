using System.Globalization;
using Harness.Data.Sampling;

namespace Harness.Data.Emoji;

/// <summary>
/// Questions about one emoji at a time. Every name, kind and territory that is asked with "yes" is asked exactly once with "no" about another
/// emoji, so the wording of a yes-or-no question says nothing about its answer.
/// </summary>
internal static class EmojiQuestions
{
    private const int Tries = 200;

    /// <param name="artist">The split's pictures, and the beginning of their identifiers.</param>
    /// <param name="split">Beginning of the questions' identifiers.</param>
    public static IReadOnlyList<Question> Make(
        IReadOnlyList<EmojiConcept> concepts,
        string artist,
        string split,
        RandomStream random
    )
    {
        List<(EmojiConcept About, string Text, string Form, string Type, string Answer)> all = [];
        foreach (var c in concepts)
        {
            all.Add((c, "which category is this ?", "category", "other", c.Category));
            all.Add((c, "which kind is this ?", "kind", "other", c.Kind));
            if (c.Name.Length > 0)
                all.Add((c, "what is this ?", "name", "other", c.Name));
            if (c.Territory.Length > 0)
                all.Add((c, "whose flag is this ?", "flag", "other", c.Territory));
        }
        Ask("is-name", c => c.Name, (c, other) => c.Name.Length > 0 && c.IsSurelyNot(other), "is this {0} ?");
        Ask("is-kind", c => c.Kind, (c, other) => c.Kind != other.Kind, "is this of the kind {0} ?");
        Ask("is-flag", c => c.Territory, (c, other) => c.Territory != other.Territory, "is this the flag of {0} ?");
        random.Sub("order").Shuffle(all);
        return
        [
            .. all.Select(
                (q, i) =>
                    new Question(
                        string.Create(CultureInfo.InvariantCulture, $"{split}-q{i:D6}"),
                        $"{artist}/{q.About.Id}",
                        q.Text,
                        q.Form,
                        q.Type,
                        new Dictionary<string, double> { [q.Answer] = 1.0 }
                    )
            ),
        ];

        void Ask(string form, Func<EmojiConcept, string> of, Func<EmojiConcept, EmojiConcept, bool> isNot, string wording)
        {
            List<EmojiConcept> asked = [.. concepts.Where(c => of(c).Length > 0)];
            foreach (var (about, other) in Exchange(asked, isNot, random.Sub(form)))
            {
                var text = string.Format(CultureInfo.InvariantCulture, wording, of(other));
                all.Add((other, text, form, "yes/no", "yes"));
                all.Add((about, text, form, "yes/no", "no"));
            }
        }
    }

    /// <summary>Gives each item another one of which <paramref name="isNot"/> holds; an item for which none is found is left out.</summary>
    private static IEnumerable<(EmojiConcept About, EmojiConcept Other)> Exchange(
        List<EmojiConcept> items,
        Func<EmojiConcept, EmojiConcept, bool> isNot,
        RandomStream random
    )
    {
        var others = items.ToList();
        random.Shuffle(others);
        for (var i = 0; i < items.Count; i++)
        for (var t = 0; t < Tries && !isNot(items[i], others[i]); t++)
        {
            var j = random.NextInt(items.Count);
            if (isNot(items[i], others[j]) && isNot(items[j], others[i]))
                (others[i], others[j]) = (others[j], others[i]);
        }
        return items.Zip(others).Where(p => isNot(p.First, p.Second));
    }
}
