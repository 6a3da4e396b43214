using System.Globalization;
using Harness.Data.Files;
using Harness.Data.Sampling;

namespace Harness.Data.Scenes.Questions;

/// <summary>
/// Draws questions about given scenes: every form equally often, and within a form every answer equally often as far as the scenes
/// allow: yes and no half and half, a number at most a fifth. No question is asked twice about a picture.
/// </summary>
public sealed class QuestionSampler(SpriteSet sprites)
{
    /// <summary>
    /// Scenes repeat their few categories, so a neighbour is often of the subject's own kind and "what kind is left of the fox" could be
    /// guessed from the fox. Only this share of such candidates is kept; guessing then helps little.
    /// </summary>
    private const double SameKindKept = 0.25;

    /// <summary>Absent names that are asked about a scene, at most; more would only be thrown away.</summary>
    private const int AbsentNames = 6;

    /// <summary>Among scenes with held-out stamps, the share of held-out names that are absent: about that of the present ones, so that the name hints at nothing.</summary>
    private const double AbsentHeldOut = 0.55;

    private readonly record struct Candidate(Scene Scene, string A, string B, string Answer);

    /// <param name="split">Beginning of the questions' identifiers.</param>
    /// <param name="heldOut">Whether the scenes hold held-out names; then questions may name absent ones too.</param>
    /// <exception cref="UserErrorException">The scenes do not give so many balanced questions.</exception>
    public IReadOnlyList<Question> Draw(
        string split,
        IReadOnlyList<Scene> scenes,
        int count,
        RandomStream random,
        bool heldOut = false
    )
    {
        var drawn = new List<(QuestionForm Form, Candidate Candidate)>(count);
        var forms = QuestionForm.All;
        for (var f = 0; f < forms.Count; f++)
        {
            var quota = count / forms.Count + (f < count % forms.Count ? 1 : 0);
            var stream = random.Sub(forms[f].Name);
            var chosen = Balanced(Candidates(forms[f], scenes, heldOut, stream), quota, MostOfOne(forms[f], quota), stream);
            if (chosen.Count < quota)
                throw new UserErrorException(
                    $"{scenes.Count} pictures of split {split} give {chosen.Count} balanced questions of form {forms[f].Name}; {quota} are wanted: ask for more pictures or fewer questions",
                    UserErrorException.BadUsage
                );
            drawn.AddRange(chosen.Select(c => (forms[f], c)));
        }
        random.Sub("order").Shuffle(drawn);
        return [.. drawn.Select((d, i) => Make(split, i, d.Form, d.Candidate))];
    }

    private static int MostOfOne(QuestionForm form, int quota) =>
        form.AnswerType switch
        {
            "yes/no" => (quota + 1) / 2,
            "number" => (quota + 4) / 5,
            _ => quota,
        };

    private Dictionary<string, List<Candidate>> Candidates(
        QuestionForm form,
        IReadOnlyList<Scene> scenes,
        bool heldOut,
        RandomStream random
    )
    {
        var byAnswer = new SortedDictionary<string, List<Candidate>>(StringComparer.Ordinal);
        var (known, others) = (sprites.Names(), heldOut ? sprites.Names(known: false) : []);
        foreach (var scene in scenes)
        foreach (var (a, b) in Fillings(form.Subjects, scene, known, others, random))
        {
            if (form.Program(scene, a, b) is not { } answer)
                continue;
            if (form.Name == "left-of-kind" && answer == sprites.CategoryOf(a) && !random.Chance(SameKindKept))
                continue;
            if (!byAnswer.TryGetValue(answer, out var list))
                byAnswer.Add(answer, list = []);
            list.Add(new Candidate(scene, a, b, answer));
        }
        return new Dictionary<string, List<Candidate>>(byAnswer);
    }

    private IEnumerable<(string A, string B)> Fillings(
        Subjects subjects,
        Scene scene,
        IReadOnlyList<string> known,
        IReadOnlyList<string> others,
        RandomStream random
    ) =>
        subjects switch
        {
            Subjects.AnyName => Present(scene).Concat(Absent(scene, known, others, random)).Select(n => (n, "")),
            Subjects.AnyKind => sprites.Categories.Select(c => (c, "")),
            Subjects.PresentName => Present(scene).Select(n => (n, "")),
            Subjects.PresentPair => Present(scene).SelectMany(a => Present(scene).Where(b => b != a).Select(b => (a, b))),
            _ => [("", "")],
        };

    private static IEnumerable<string> Present(Scene scene) => scene.Objects.Select(o => o.Sprite.Name).Distinct();

    private static HashSet<string> Absent(
        Scene scene,
        IReadOnlyList<string> known,
        IReadOnlyList<string> others,
        RandomStream random
    )
    {
        var names = new HashSet<string>();
        for (var i = 0; i < AbsentNames; i++)
            names.Add(random.Pick(others.Count > 0 && random.Chance(AbsentHeldOut) ? others : known));
        names.ExceptWith(Present(scene));
        return names;
    }

    // Takes one candidate of each answer in turn, so that the scarcest answers are used up before the others outnumber them.
    private static List<Candidate> Balanced(
        Dictionary<string, List<Candidate>> byAnswer,
        int quota,
        int mostOfOne,
        RandomStream random
    )
    {
        var lists = byAnswer.Values.ToList();
        foreach (var list in lists)
            random.Shuffle(list);
        random.Shuffle(lists);
        var chosen = new List<Candidate>(quota);
        for (var round = 0; round < mostOfOne && chosen.Count < quota; round++)
        {
            lists.RemoveAll(l => l.Count <= round);
            foreach (var list in lists.Take(quota - chosen.Count))
                chosen.Add(list[round]);
        }
        return chosen;
    }

    private static Question Make(string split, int number, QuestionForm form, Candidate c) =>
        new(
            string.Create(CultureInfo.InvariantCulture, $"{split}-q{number:D6}"),
            c.Scene.Id,
            form.Text(c.A, c.B),
            form.Name,
            form.AnswerType,
            new Dictionary<string, double> { [c.Answer] = 1.0 }
        );
}
