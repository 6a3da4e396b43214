using FsCheck;
using FsCheck.Fluent;
using Harness.Data.Metrics;

namespace Harness.Data.Tests.Metrics;

/// <summary>Laws of all metrics: bounds, permutation invariance, identity gives the maximum, monotonicity. Few words, so that matches are common.</summary>
public class MetricLawTests
{
    private const double Slack = 1e-9;

    private static readonly Gen<string> Word = Gen.Elements("a", "dog", "two", "red", "runs", "t-shirt", "No.");

    private static readonly Gen<string> Sentence =
        from count in Gen.Choose(4, 9)
        from words in Word.ArrayOf(count)
        select string.Join(' ', words);

    private static readonly Gen<CaptionItem> Item =
        from candidate in Sentence
        from count in Gen.Choose(1, 4)
        from references in Sentence.ArrayOf(count)
        select new CaptionItem(candidate, references);

    private static readonly Gen<CaptionItem[]> Corpus = Gen.Choose(2, 5).SelectMany(Item.ArrayOf);

    private static readonly Gen<VqaItem> Asked =
        from prediction in Word
        from answers in Word.ArrayOf(10)
        select new VqaItem(prediction, answers, "what", "other");

    private static readonly (string Name, Func<IReadOnlyList<CaptionItem>, CaptionScores> Score, double Most)[] captionMetrics =
    [
        ("BLEU-1", i => Bleu.Score(i)[0], 1),
        ("BLEU-4", i => Bleu.Score(i)[3], 1),
        ("ROUGE-L", RougeL.Score, 1),
        ("CIDEr-D", CiderD.Score, 10),
    ];

    public static TheoryData<int> CaptionMetrics => [.. Enumerable.Range(0, captionMetrics.Length)];

    private static void Holds<T>(Gen<T> cases, Func<T, bool> law) =>
        Prop.ForAll(cases.ToArbitrary(), law).QuickCheckThrowOnFailure();

    [Theory]
    [MemberData(nameof(CaptionMetrics))]
    public void Caption_scores_are_bounded(int metric) =>
        Holds(
            Corpus,
            c =>
            {
                var (_, score, most) = captionMetrics[metric];
                var scores = score(c);
                return scores.PerPicture.Append(scores.Corpus).All(s => s >= 0 && s <= most + Slack);
            }
        );

    [Theory]
    [MemberData(nameof(CaptionMetrics))]
    public void The_order_of_pictures_and_of_references_does_not_matter(int metric) =>
        Holds(
            Corpus,
            c =>
            {
                var score = captionMetrics[metric].Score;
                CaptionItem[] turned = [.. c.Reverse().Select(i => i with { References = [.. i.References.Reverse()] })];
                return Math.Abs(score(c).Corpus - score(turned).Corpus) < Slack
                    && score(c).PerPicture.Zip(score(turned).PerPicture.Reverse()).All(p => Math.Abs(p.First - p.Second) < Slack);
            }
        );

    [Theory]
    [MemberData(nameof(CaptionMetrics))]
    public void A_reference_as_candidate_scores_at_least_as_much_as_anything_else(int metric) =>
        Holds(
            Corpus,
            c =>
            {
                var score = captionMetrics[metric].Score;
                CaptionItem[] single = [.. c.Select(i => i with { References = [i.References[0]] })];
                CaptionItem[] identical = [.. single.Select(i => i with { Candidate = i.References[0] })];
                var (any, best) = (score(single), score(identical));
                return best.Corpus >= any.Corpus - 1e-6
                    && best.PerPicture.Zip(any.PerPicture).All(p => p.First >= p.Second - 1e-6);
            }
        );

    [Fact]
    public void Another_reference_never_lowers_BLEU_1_matches_or_ROUGE_L() =>
        Holds(
            from item in Item
            from more in Sentence
            select (item, more),
            x =>
                RougeL.Score([x.item with { References = [.. x.item.References, x.more] }]).Corpus
                >= RougeL.Score([x.item]).Corpus - Slack
        );

    [Fact]
    public void Vqa_accuracy_is_one_of_five_values_and_ignores_the_order_of_annotators() =>
        Holds(
            Asked,
            q =>
                new[] { VqaRules.Official, VqaRules.MixPhm }.All(rules =>
                {
                    var score = VqaAccuracy.Score(q.Prediction, q.Answers, rules);
                    return new[] { 0, 0.3, 0.6, 0.9, 1 }.Any(v => Math.Abs(v - score) < Slack)
                        && Math.Abs(score - VqaAccuracy.Score(q.Prediction, [.. q.Answers.Reverse()], rules)) < Slack;
                })
        );

    [Fact]
    public void One_more_annotator_who_agrees_never_lowers_vqa_accuracy() =>
        Holds(
            from prediction in Gen.Elements("dog", "red")
            from count in Gen.Choose(0, 9)
            select (prediction, count),
            x =>
                VqaAccuracy.Score(x.prediction, Agreeing(x.prediction, x.count))
                <= VqaAccuracy.Score(x.prediction, Agreeing(x.prediction, x.count + 1)) + Slack
        );

    [Fact]
    public void The_answer_that_all_gave_is_fully_right() =>
        Holds(Word, w => VqaAccuracy.Score(w, [.. Enumerable.Repeat(w, 10)]) == 1);

    [Fact]
    public void Gqa_and_nlvr2_are_shares() =>
        Holds(
            (
                from label in Gen.Elements(true, false)
                from said in Gen.Elements(true, false)
                from set in Gen.Choose(0, 3)
                from pair in Gen.Choose(0, 3)
                select new Nlvr2Item($"test1-{set}-{pair}-0", said, label)
            ).NonEmptyListOf(),
            items =>
            {
                var (accuracy, consistency) = Nlvr2Accuracy.Evaluate([.. items]);
                var turned = Nlvr2Accuracy.Evaluate([.. Enumerable.Reverse(items)]);
                var gqa = GqaAccuracy.Evaluate([.. items.Select(i => ($"{i.Prediction}", $"{i.Label}"))]);
                return consistency is >= 0 and <= 100
                    && accuracy is >= 0 and <= 100
                    && Math.Abs(accuracy - turned.Accuracy) < Slack
                    && Math.Abs(consistency - turned.Consistency) < Slack
                    && Math.Abs(gqa - accuracy) < Slack
                    && (accuracy < 100 || consistency == 100);
            }
        );

    private static string[] Agreeing(string answer, int count) =>
        [.. Enumerable.Repeat(answer, count), .. Enumerable.Range(0, 10 - count).Select(i => $"other{i}")];
}
