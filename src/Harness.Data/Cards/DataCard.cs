using System.Globalization;
using System.Text;
using Harness.Data.Floors;
using Harness.Data.Metrics;

namespace Harness.Data.Cards;

/// <summary>A data card in Markdown: everything in it is counted or computed from the data set itself.</summary>
public static class DataCard
{
    private const int MostAnswers = 10,
        MostForms = 20;

    /// <param name="size">The size at which the set was opened, for the command that repeats the card.</param>
    public static string Of(IDataset dataset, string size)
    {
        var card = new StringBuilder();
        Line($"# {dataset.Name}");
        Line(
            $"Version {dataset.Version}, size {size}, digest `{dataset.Digest}`. Written by `./harness data card {dataset.Name}`; do not edit."
        );
        Line("## Source and licence");
        Bullets(dataset.Notes.Sources);
        Line(dataset is IVqaDataset ? "## How questions are made" : "## How captions are made");
        foreach (var paragraph in dataset.Notes.Making)
            Line(paragraph);
        if (dataset is IVqaDataset vqa)
            Questions(vqa);
        if (dataset is ICaptionDataset captions)
            Captions(captions);
        Line("## Known weaknesses");
        Bullets(dataset.Notes.Weaknesses);
        return card.ToString().TrimEnd() + "\n";

        void Line(string text) => card.Append(text).Append("\n\n");

        void Bullets(IEnumerable<string> lines) => Line(string.Join('\n', lines.Select(l => $"* {l}")));

        // Columns of numbers stand right.
        void Table(string head, IEnumerable<string> lines)
        {
            var rows = lines.Select(l => l.Split(" | ")).ToList();
            var rule = head.Split('|')
                .Select(
                    (_, i) => rows.All(r => double.TryParse(r[i], CultureInfo.InvariantCulture, out var _)) ? " ---: |" : " --- |"
                );
            Line(
                $"| {head.Replace("|", " | ")} |\n|{string.Concat(rule)}\n{string.Join('\n', rows.Select(r => $"| {string.Join(" | ", r)} |"))}"
            );
        }

        void Questions(IVqaDataset set)
        {
            var train = set.Splits[0];
            Table(
                "form|type|example|answer",
                set.Questions(train)
                    .GroupBy(q => q.Form)
                    .OrderBy(g => g.Key, StringComparer.Ordinal)
                    .Take(MostForms)
                    .Select(g => g.First())
                    .Select(q => $"{Named(q.Form)} | {q.AnswerType} | {q.Text} | {q.BestAnswer()}")
            );
            Line("## Counts");
            Table(
                "split|questions|pictures|wordings|answers",
                set.Splits.Select(s => (s, Q: set.Questions(s)))
                    .Select(x =>
                        $"{x.s} | {x.Q.Count} | {x.Q.Select(q => q.PictureId).Distinct().Count()} | {x.Q.Select(q => q.Text).Distinct().Count()} | {x.Q.Select(q => q.BestAnswer()).Distinct().Count()}"
                    )
            );
            Line("## Answers");
            foreach (var split in set.Splits)
            {
                var asked = set.Questions(split);
                var frequent = asked
                    .GroupBy(q => q.BestAnswer())
                    .OrderByDescending(g => g.Count())
                    .ThenBy(g => g.Key, StringComparer.Ordinal)
                    .Take(MostAnswers);
                var types = asked.GroupBy(q => q.AnswerType).OrderBy(g => g.Key, StringComparer.Ordinal);
                Line(
                    $"{split}: {string.Join(", ", types.Select(g => $"{g.Key} {Percent(100.0 * g.Count() / asked.Count)}"))}. Most frequent: {string.Join(", ", frequent.Select(g => $"{g.Key} {Percent(100.0 * g.Count() / asked.Count)}"))}."
                );
            }
            Line("## Floors");
            Line(
                $"Accuracy in % ({VqaAccuracy.Version}, soft label) of the most frequent training answer, of the blind baseline (the most frequent training answer to the same wording, else of the same form), and of the nearest training picture among 16×16 thumbnails."
            );
            foreach (var split in set.Splits.Skip(1))
            {
                Line($"Trained on {train}, tested on {split}:");
                Table(
                    "form|questions|majority|blind|nearest picture",
                    VqaFloors
                        .Of(set, train, split)
                        .Take(MostForms + 1)
                        .Select(f =>
                            $"{Named(f.Form)} | {f.Questions} | {Number(f.Majority)} | {Number(f.Blind)} | {Number(f.Nearest)}"
                        )
                );
            }
        }

        void Captions(ICaptionDataset set)
        {
            Line("## Counts");
            Table(
                "split|pictures|captions|different captions|words a caption",
                set.Splits.Select(s => (s, T: set.Captions(s).SelectMany(c => c.Texts).ToList()))
                    .Select(x =>
                        $"{x.s} | {set.Captions(x.s).Count} | {x.T.Count} | {x.T.Distinct().Count()} | {Number(x.T.Average(t => PtbTokens.Tokenise(t).Split(' ').Length))}"
                    )
            );
            Line("## Captions");
            foreach (var split in set.Splits)
                Line($"{split}, for example: {string.Join(" · ", set.Captions(split).Take(4).Select(c => c.Texts[0]))}");
            Line("## Floors");
            Line(
                $"Scores times 100 ({Bleu.Version}, {RougeL.Version}, {CiderD.Version}, {PtbTokens.Version}) of one constant caption, which is also the blind baseline, and of the nearest training picture among 16×16 thumbnails."
            );
            foreach (var (train, test) in TrainAndTest(set))
            {
                Line($"Trained on {train}, tested on {test}:");
                Table(
                    "baseline|BLEU-4|ROUGE-L|CIDEr-D",
                    CaptionFloors
                        .Of(set, train, test)
                        .Select(f => $"{f.Baseline} | {Number(f.Bleu4)} | {Number(f.RougeL)} | {Number(f.CiderD)}")
                );
            }
        }
    }

    private static IEnumerable<(string Train, string Test)> TrainAndTest(IDataset set) =>
        set
            .Splits.Where(s => s.EndsWith("test", StringComparison.Ordinal))
            .Select(s => (Train: s[..^4] + "train", Test: s))
            .Where(p => set.Splits.Contains(p.Train));

    private static string Named(string form) => form.Length > 0 ? form : "(none)";

    private static string Percent(double value) => Number(value) + " %";

    private static string Number(double value) => value.ToString("F1", CultureInfo.InvariantCulture);
}
