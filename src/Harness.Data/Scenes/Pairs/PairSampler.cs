using System.Globalization;
using Harness.Data.Pictures;
using Harness.Data.Sampling;

namespace Harness.Data.Scenes.Pairs;

/// <summary>
/// Draws statements about pairs of scenes, every form equally often. A statement is shown with two pairs of which it is true, and with two of which it is false
/// and which differ from these in one picture each. So neither its words nor most pictures tell the answer.
/// </summary>
internal sealed class PairSampler(SpriteSet sprites)
{
    /// <summary>Pairs a statement: half of them true.</summary>
    public const int Pairs = 4;

    private const int Tries = 3_000,
        Changes = 60;

    /// <param name="split">Beginning of the questions' identifiers, which are numbered as NLVR2's: split, statement, pair, 0.</param>
    public IReadOnlyList<Question> Draw(string split, IReadOnlyList<Scene> scenes, int statements, RandomStream random)
    {
        List<Question> drawn = [];
        HashSet<(string, Scene, Scene)> asked = [];
        for (var i = 0; i < statements; i++)
        {
            var form = PairForm.All[i % PairForm.All.Count];
            var (text, pairs) = Shown(form, scenes, asked, random);
            drawn.AddRange(
                pairs.Select(
                    (p, k) =>
                        new Question(
                            string.Create(CultureInfo.InvariantCulture, $"{split}-{i}-{k}-0"),
                            $"{p.Left.Id}{PicturePair.Join}{p.Right.Id}",
                            text,
                            form.Name,
                            "yes/no",
                            new Dictionary<string, double> { [p.True ? "true" : "false"] = 1 }
                        )
                )
            );
        }
        return drawn;
    }

    private (string Text, List<(Scene Left, Scene Right, bool True)> Pairs) Shown(
        PairForm form,
        IReadOnlyList<Scene> scenes,
        HashSet<(string, Scene, Scene)> asked,
        RandomStream random
    )
    {
        while (true)
        {
            var (a, b) = form.Draw(sprites, random);
            var text = form.Text(a, b);
            List<(Scene Left, Scene Right, bool True)> pairs = [];
            for (var t = 0; t < Tries && pairs.Count < Pairs; t++)
            {
                var (left, right) = (random.Pick(scenes), random.Pick(scenes));
                if (
                    left == right
                    || !form.Holds(left, right, a, b)
                    || asked.Contains((text, left, right))
                    || Spoilt(left, right) is not { } other
                )
                    continue;
                pairs.AddRange([(left, right, true), (other.Left, other.Right, false)]);
                asked.UnionWith(pairs.Select(p => (text, p.Left, p.Right)));
            }
            if (pairs.Count == Pairs)
                return (text, pairs);

            // The same pair with one picture changed.
            (Scene Left, Scene Right)? Spoilt(Scene left, Scene right)
            {
                for (var c = 0; c < Changes; c++)
                {
                    var other = random.Pick(scenes);
                    var changed = random.Chance(0.5) ? (Left: other, Right: right) : (Left: left, Right: other);
                    if (
                        changed.Left != changed.Right
                        && !form.Holds(changed.Left, changed.Right, a, b)
                        && !asked.Contains((text, changed.Left, changed.Right))
                    )
                        return changed;
                }
                return null;
            }
        }
    }
}
