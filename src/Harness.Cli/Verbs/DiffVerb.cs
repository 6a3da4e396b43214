using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Harness.Cli.Progress;
using Harness.Data.Sampling;
using Harness.Paper.Statistics;
using Harness.Runs;
using Harness.Runs.Store;

namespace Harness.Cli.Verbs;

/// <summary>What separates two runs or two sets of runs: configuration, environment, and scores with intervals.</summary>
internal static class DiffVerb
{
    private const int MostOnlyListed = 8;

    /// <summary>A cell that both sides have, its difference (B − A) paired by seed, and p corrected for the number of cells.</summary>
    private sealed record CellDifference(ResultCell Cell, SeedDifference Seeds, double Holm);

    private sealed record Metric(string Name, string Unit, double? A, double? B);

    public static Command Create()
    {
        var a = new Argument<string>("A")
        {
            Description =
                "beginning of a run's key, a run's folder, a results folder, a committed result set, or a configuration",
        };
        var b = new Argument<string>("B") { Description = "the same, to compare with A" };
        var (results, json) = (CommonOptions.Out(), CommonOptions.Json());
        var command = new Command(
            "diff",
            "Compares two runs or two sets of runs: configuration, environment, scores with intervals"
        )
        {
            a,
            b,
            results,
            json,
        };
        command.SetAction(parsed =>
        {
            var store = RunStore.Open(CommonOptions.ExistingResults(parsed.GetValue(results)));
            var (first, second) = (ResultSide.Of(parsed.GetValue(a)!, store), ResultSide.Of(parsed.GetValue(b)!, store));
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
                output.WriteLine(Json(first, second));
            else
                Tell(first, second, output);
        });
        return command;
    }

    // Two runs are compared whatever they are; of two sets, the runs of the same cell and seed.
    private static IReadOnlyList<(RunRecord a, RunRecord b)> Pairs(ResultSide first, ResultSide second) =>
        first.Runs.Count == 1 && second.Runs.Count == 1
            ? [(first.Runs[0], second.Runs[0])]
            :
            [
                .. first
                    .Latest()
                    .Join(
                        second.Latest(),
                        r => (ResultSide.CellOf(r), r.Seed),
                        r => (ResultSide.CellOf(r), r.Seed),
                        (x, y) => (x, y)
                    ),
            ];

    private static IReadOnlyList<CellDifference> Cells(ResultSide first, ResultSide second)
    {
        var common = first
            .Scores.Keys.Where(second.Scores.ContainsKey)
            .OrderBy(c => (c.Paper, c.Scale, c.Experiment, c.Dataset, c.Backbone, c.NTrain, c.Method))
            .Select(c => (cell: c, seeds: Differences.bySeed(first.Scores[c], second.Scores[c])))
            .Where(c => c.seeds.Pairs > 0)
            .ToList();
        var corrected = Holm.adjust([.. common.Select(c => c.seeds.P)]);
        return [.. common.Select((c, i) => new CellDifference(c.cell, c.seeds, corrected[i]))];
    }

    private static QuestionDifference? Questions((RunRecord a, RunRecord b) pair)
    {
        Dictionary<string, double> Correct(RunRecord r) =>
            r.Predictions().GroupBy(p => p.QuestionId).ToDictionary(g => g.Key, g => g.First().Correct);
        var found = Differences.byQuestion(RandomStream.Root(0).Sub("diff"), Correct(pair.a), Correct(pair.b));
        return found.Questions > 0 ? found : null;
    }

    private static IReadOnlyList<Metric> Metrics(RunRecord a, RunRecord b) =>
        [
            new("test score", "%", a.Score, b.Score),
            new("dev score", "%", a.DevScore, b.DevScore),
            new("test score, last weights", "%", a.ScoreLast, b.ScoreLast),
            new("best step", "", a.BestStep, b.BestStep),
            new("steps", "", a.Steps, b.Steps),
            new("trained numbers", "", a.Trainable, b.Trainable),
            new("wall time", "s", a.Seconds, b.Seconds),
            new("processor time", "s", a.CpuSeconds, b.CpuSeconds),
            new("peak memory", "MB", a.PeakMemoryMb, b.PeakMemoryMb),
        ];

    private static IReadOnlyList<string> Only(ResultSide side, ResultSide other) =>
        [.. side.Scores.Keys.Where(c => !other.Scores.ContainsKey(c)).Select(Label).Order(StringComparer.Ordinal)];

    private static string Label(ResultCell c) => $"{c.Dataset} {c.Method} N_D {c.NTrain}";

    private static void Tell(ResultSide first, ResultSide second, TextWriter output)
    {
        var pairs = Pairs(first, second);
        output.WriteLine($"A  {first.Name} ({Count(first)})");
        output.WriteLine($"B  {second.Name} ({Count(second)})");
        if (first.Runs.Count == 0 || second.Runs.Count == 0)
            output.WriteLine("A committed result set keeps scores alone; configuration and environment are not compared.");
        else
        {
            Section("configuration", RunDifferences.Configuration(pairs), pairs.Count, output);
            Section("environment", RunDifferences.Environment(pairs), pairs.Count, output);
        }
        if (pairs.Count == 1)
            One(pairs[0], output);
        var cells = Cells(first, second);
        if (cells.Count > 0 && (pairs.Count != 1 || cells[0].Seeds.Pairs > 1))
            Scores(cells, output);
        foreach (
            var (name, only) in new[] { ("A", Only(first, second)), ("B", Only(second, first)) }.Where(o =>
                pairs.Count != 1 && o.Item2.Count > 0
            )
        )
            output.WriteLine(
                $"only in {name}: {string.Join("; ", only.Take(MostOnlyListed))}{(only.Count > MostOnlyListed ? $"; and {only.Count - MostOnlyListed} more" : "")}"
            );
        if (pairs.Count == 0 && cells.Count == 0)
            output.WriteLine("A and B have no cell and seed in common: no score can be compared.");
    }

    private static string Count(ResultSide side)
    {
        var n = side.Scores.Values.Sum(s => s.Count);
        return n == 1 && side.Runs.Count == 1
            ? $"{side.Runs[0].Key}, {side.Runs[0].Method} · N_D {side.Runs[0].NTrain} · seed {side.Runs[0].Seed}"
            : $"{n} runs";
    }

    private static void Section(string name, IReadOnlyList<Difference> differences, int pairs, TextWriter output)
    {
        output.WriteLine(differences.Count > 0 ? $"{name}:" : $"{name}: {(pairs > 0 ? "the same" : "no pair to compare")}");
        foreach (var d in differences)
            output.WriteLine($"  {d.Key}: {Short(d.A)} → {Short(d.B)}{(pairs > 1 ? $" ({d.Runs} of {pairs})" : "")}");
    }

    private static void One((RunRecord a, RunRecord b) pair, TextWriter output)
    {
        output.WriteLine("metrics:");
        string[][] rows =
        [
            ["  ", "A", "B", "B − A"],
            .. Metrics(pair.a, pair.b)
                .Select(m =>
                    (string[])
                        [$"  {m.Name}{(m.Unit.Length > 0 ? $" [{m.Unit}]" : "")}", Number(m.A), Number(m.B), Signed(m.B - m.A)]
                ),
        ];
        foreach (var line in TextColumns.Lines(rows, 0))
            output.WriteLine(line);
        if (Questions(pair) is not { } q)
            return;
        output.WriteLine(
            $"questions: {q.Questions:#,0} that both answered; B − A = {Signed(q.Mean)} points, 95 % interval {Interval(q.Bootstrap95)} (bootstrap over questions: other questions, not other seeds)"
        );
        output.WriteLine($"  only A right {q.OnlyA}, only B right {q.OnlyB}; McNemar's exact test: p = {P(q.McNemar)}");
    }

    private static void Scores(IReadOnlyList<CellDifference> cells, TextWriter output)
    {
        output.WriteLine(
            "scores, paired by seed (B − A in points; t-interval at 95 %; exact sign-flip p with the smallest that so many seeds can reach; p after Holm over these rows):"
        );
        string[][] rows =
        [
            ["  data set", "method", "N_D", "seeds", "A", "B", "B − A", "95 %", "p", "smallest", "Holm"],
            .. cells.Select(c =>
                (string[])
                    [
                        $"  {c.Cell.Dataset}",
                        c.Cell.Method,
                        $"{c.Cell.NTrain}",
                        $"{c.Seeds.Pairs}",
                        Number(c.Seeds.MeanA),
                        Number(c.Seeds.MeanB),
                        Signed(c.Seeds.Mean),
                        Interval(c.Seeds.T95),
                        P(c.Seeds.P),
                        P(c.Seeds.SmallestReachable),
                        P(c.Holm),
                    ]
            ),
        ];
        foreach (var line in TextColumns.Lines(rows, 0, 1))
            output.WriteLine(line);
    }

    private static string Json(ResultSide first, ResultSide second)
    {
        double? Finite(double value) => double.IsFinite(value) ? value : null;
        var pairs = Pairs(first, second);
        object Described(Difference d) =>
            new
            {
                key = d.Key,
                a = d.A,
                b = d.B,
                runs = d.Runs,
            };
        var questions = pairs.Count == 1 ? Questions(pairs[0]) : null;
        return JsonSerializer.Serialize(
            new
            {
                a = first.Name,
                b = second.Name,
                pairs = pairs.Count,
                configuration = RunDifferences.Configuration(pairs).Select(Described),
                environment = RunDifferences.Environment(pairs).Select(Described),
                metrics = pairs.Count == 1
                    ? Metrics(pairs[0].a, pairs[0].b)
                        .Select(m => new
                        {
                            metric = m.Name,
                            unit = m.Unit,
                            a = m.A,
                            b = m.B,
                            difference = m.B - m.A,
                        })
                        .ToArray()
                    : [],
                questions = questions is { } q
                    ? new
                    {
                        questions = q.Questions,
                        difference = q.Mean,
                        low = Finite(q.Bootstrap95.Low),
                        high = Finite(q.Bootstrap95.High),
                        only_a = q.OnlyA,
                        only_b = q.OnlyB,
                        mcnemar = q.McNemar,
                    }
                    : null,
                scores = Cells(first, second)
                    .Select(c => new
                    {
                        paper = c.Cell.Paper,
                        scale = c.Cell.Scale,
                        experiment = c.Cell.Experiment,
                        dataset = c.Cell.Dataset,
                        backbone = c.Cell.Backbone,
                        method = c.Cell.Method,
                        n_d = c.Cell.NTrain,
                        seeds = c.Seeds.Pairs,
                        mean_a = c.Seeds.MeanA,
                        mean_b = c.Seeds.MeanB,
                        difference = c.Seeds.Mean,
                        low = Finite(c.Seeds.T95.Low),
                        high = Finite(c.Seeds.T95.High),
                        p = c.Seeds.P,
                        smallest_reachable = c.Seeds.SmallestReachable,
                        holm = c.Holm,
                    }),
                only_a = Only(first, second),
                only_b = Only(second, first),
            },
            JsonText.Pretty
        );
    }

    private static string Number(double? value) => value?.ToString("#,0.##", CultureInfo.InvariantCulture) ?? "–";

    private static string Signed(double? value) => value?.ToString("+#,0.00;−#,0.00;0", CultureInfo.InvariantCulture) ?? "–";

    private static string Interval(Interval i) => double.IsNaN(i.Low) ? "undefined" : $"{Signed(i.Low)} to {Signed(i.High)}";

    private static string P(double p) => p.ToString("0.####", CultureInfo.InvariantCulture);

    // Digests are long and say no more than their beginning.
    private static string Short(string value) =>
        value.Length > 24 && value.All(char.IsAsciiHexDigitLower) ? value[..12]
        : value.Length > 0 ? value
        : "none";
}
