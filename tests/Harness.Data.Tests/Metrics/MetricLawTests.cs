using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Harness.Data.Metrics;

namespace Harness.Data.Tests.Metrics;

/// <summary>Laws of all metrics: bounds, permutation invariance, identity gives the maximum, monotonicity.</summary>
[Properties(Arbitrary = [typeof(Cases)])]
public class MetricLawTests
{
    private const double Slack = 1e-9;

    private static readonly (string Name, Func<IReadOnlyList<CaptionItem>, CaptionScores> Score, double Most)[] captionMetrics =
    [
        ("BLEU-1", i => Bleu.Score(i)[0], 1),
        ("BLEU-4", i => Bleu.Score(i)[3], 1),
        ("ROUGE-L", RougeL.Score, 1),
        ("CIDEr-D", CiderD.Score, 10),
    ];

    // The metrics for which a law does not hold; none is what is expected.
    private static Property OfEveryMetric(Func<Func<IReadOnlyList<CaptionItem>, CaptionScores>, double, bool> law)
    {
        var broken = captionMetrics.Where(m => !law(m.Score, m.Most)).Select(m => m.Name).ToList();
        return (broken.Count == 0).Label($"broken by {string.Join(", ", broken)}");
    }

    [Property]
    public Property Caption_scores_are_bounded(CaptionItem[] corpus) =>
        OfEveryMetric(
            (score, most) =>
            {
                var scores = score(corpus);
                return scores.PerPicture.Append(scores.Corpus).All(s => s >= 0 && s <= most + Slack);
            }
        );

    [Property]
    public Property The_order_of_pictures_and_of_references_does_not_matter(CaptionItem[] corpus) =>
        OfEveryMetric(
            (score, _) =>
            {
                CaptionItem[] turned = [.. corpus.Reverse().Select(i => i with { References = [.. i.References.Reverse()] })];
                return Math.Abs(score(corpus).Corpus - score(turned).Corpus) < Slack
                    && score(corpus)
                        .PerPicture.Zip(score(turned).PerPicture.Reverse())
                        .All(p => Math.Abs(p.First - p.Second) < Slack);
            }
        );

    [Property]
    public Property A_reference_as_candidate_scores_at_least_as_much_as_anything_else(CaptionItem[] corpus) =>
        OfEveryMetric(
            (score, _) =>
            {
                CaptionItem[] single = [.. corpus.Select(i => i with { References = [i.References[0]] })];
                CaptionItem[] identical = [.. single.Select(i => i with { Candidate = i.References[0] })];
                var (any, best) = (score(single), score(identical));
                return best.Corpus >= any.Corpus - 1e-6
                    && best.PerPicture.Zip(any.PerPicture).All(p => p.First >= p.Second - 1e-6);
            }
        );

    [Property]
    public bool Another_reference_never_lowers_ROUGE_L(CaptionItem item, CaptionItem more) =>
        RougeL.Score([item with { References = [.. item.References, more.Candidate] }]).Corpus
        >= RougeL.Score([item]).Corpus - Slack;

    [Property]
    public bool Vqa_accuracy_is_one_of_five_values_and_ignores_the_order_of_annotators(VqaItem asked) =>
        new[] { VqaRules.Official, VqaRules.MixPhm }.All(rules =>
        {
            var score = VqaAccuracy.Score(asked.Prediction, asked.Answers, rules);
            return new[] { 0, 0.3, 0.6, 0.9, 1 }.Any(v => Math.Abs(v - score) < Slack)
                && Math.Abs(score - VqaAccuracy.Score(asked.Prediction, [.. asked.Answers.Reverse()], rules)) < Slack;
        });

    [Property]
    public bool One_more_annotator_who_agrees_never_lowers_vqa_accuracy(VqaItem asked) =>
        Enumerable
            .Range(0, 10)
            .All(count =>
                VqaAccuracy.Score(asked.Prediction, Agreeing(asked.Prediction, count))
                <= VqaAccuracy.Score(asked.Prediction, Agreeing(asked.Prediction, count + 1)) + Slack
            );

    [Property]
    public bool The_answer_that_all_gave_is_fully_right(VqaItem asked) =>
        VqaAccuracy.Score(asked.Prediction, Agreeing(asked.Prediction, 10)) == 1;

    [Property]
    public bool Gqa_and_nlvr2_are_shares(Nlvr2Item[] items)
    {
        var (accuracy, consistency) = Nlvr2Accuracy.Evaluate(items);
        var turned = Nlvr2Accuracy.Evaluate([.. items.Reverse()]);
        var gqa = GqaAccuracy.Evaluate([.. items.Select(i => ($"{i.Prediction}", $"{i.Label}"))]);
        return consistency is >= 0 and <= 100
            && accuracy is >= 0 and <= 100
            && Math.Abs(accuracy - turned.Accuracy) < Slack
            && Math.Abs(consistency - turned.Consistency) < Slack
            && Math.Abs(gqa - accuracy) < Slack
            && (accuracy < 100 || consistency == 100);
    }

    private static string[] Agreeing(string answer, int count) =>
        [.. Enumerable.Repeat(answer, count), .. Enumerable.Range(0, 10 - count).Select(i => $"other{i}")];

    /// <summary>Items of few words, so that matches are common.</summary>
    private static class Cases
    {
        private static readonly Gen<string> word = Gen.Elements("a", "dog", "two", "red", "runs", "t-shirt", "No.");

        private static readonly Gen<string> sentence =
            from count in Gen.Choose(4, 9)
            from words in word.ArrayOf(count)
            select string.Join(' ', words);

        private static readonly Gen<CaptionItem> item =
            from candidate in sentence
            from count in Gen.Choose(1, 4)
            from references in sentence.ArrayOf(count)
            select new CaptionItem(candidate, references);

        private static readonly Gen<Nlvr2Item> pair =
            from label in Gen.Elements(true, false)
            from said in Gen.Elements(true, false)
            from set in Gen.Choose(0, 3)
            from pair in Gen.Choose(0, 3)
            select new Nlvr2Item($"test1-{set}-{pair}-0", said, label);

        public static Arbitrary<CaptionItem> Item() => item.ToArbitrary();

        public static Arbitrary<CaptionItem[]> Corpus() => Gen.Choose(2, 5).SelectMany(item.ArrayOf).ToArbitrary();

        public static Arbitrary<VqaItem> Asked() =>
            (
                from prediction in word
                from answers in word.ArrayOf(10)
                select new VqaItem(prediction, answers, "what", "other")
            ).ToArbitrary();

        public static Arbitrary<Nlvr2Item[]> Pairs() => pair.NonEmptyListOf().Select(items => items.ToArray()).ToArbitrary();
    }
}
