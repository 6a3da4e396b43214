using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Harness.Cli.Progress;
using Harness.Data;
using Harness.Data.Files;
using Harness.Data.Inspection;
using Harness.Data.Metrics;
using Harness.Runs;

namespace Harness.Cli.Verbs;

/// <summary><c>data score</c>: every metric that a data set has, over predictions made here or elsewhere.</summary>
internal static class DataScore
{
    /// <param name="Score">As papers print it, in % (CIDEr-D: 100 times its value); null where the metric cannot be had here.</param>
    /// <param name="Items">Questions or pictures that were predicted for.</param>
    private sealed record Row(string Predictions, string Metric, double? Score, int Items, int Of, string Note);

    public static Command Create(Func<Option<string>> size, Func<Option<long>> seed)
    {
        var name = new Argument<string>("NAME") { Description = DatasetCatalogue.NameHelp };
        var predictions = new Argument<string[]>("RUN")
        {
            Description = "folders of runs, or NAME=FILE with lines of question_id (or picture_id) and prediction",
            Arity = ArgumentArity.OneOrMore,
        };
        var split = new Option<string>("--split")
        {
            Description = "split that was predicted",
            HelpName = "SPLIT",
            DefaultValueFactory = _ => "test",
        };
        var (sizes, seeds, data, json) = (size(), seed(), CommonOptions.Data(), CommonOptions.Json());
        var external = ExternalCaptionMetric.Names.ToDictionary(
            n => "HARNESS_" + n,
            n => new Option<string>("--" + n.ToLowerInvariant())
            {
                Description =
                    $"the program for {n}, where HARNESS_{n} does not name it: it is given SPICE's input file and prints the score",
                HelpName = "COMMAND",
            }
        );
        var command = new Command("score", "Scores predictions by every metric of a data set, with its version")
        {
            name,
            predictions,
            split,
            sizes,
            seeds,
            data,
            json,
        };
        foreach (var option in external.Values)
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var set = DatasetCatalogue.Open(
                parsed.GetValue(name)!,
                parsed.GetValue(sizes)!,
                parsed.GetValue(seeds),
                CommonOptions.ExistingFolder(parsed.GetValue(data)),
                Executors.Say
            );
            var chosen = parsed.GetValue(split)!;
            if (!set.Splits.Contains(chosen))
                throw set.NoSplit(chosen);
            var rows = parsed
                .GetValue(predictions)!
                .Select(DataVerb.Method)
                .SelectMany(m =>
                    set switch
                    {
                        IVqaDataset vqa => Answers(vqa, chosen, m),
                        ICaptionDataset captions => Captions(
                            captions,
                            chosen,
                            m,
                            v =>
                                external.TryGetValue(v, out var o) && parsed.GetValue(o) is { } given
                                    ? given
                                    : Environment.GetEnvironmentVariable(v)
                        ),
                        _ => [],
                    }
                )
                .ToList();
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
                output.WriteLine(JsonSerializer.Serialize(rows, JsonText.Pretty));
            else
                Print(rows, output);
        });
        return command;
    }

    private static IEnumerable<Row> Answers(IVqaDataset set, string split, InspectedMethod method)
    {
        var all = set.Questions(split);
        var answered = Predicted(all, q => q.Id, method, set, split);
        foreach (var name in AnswerMetric.Names)
        {
            AnswerMetric? metric = null;
            var note = "";
            try
            {
                metric = AnswerMetric.Named(name, set, split);
                note = metric.Version;
            }
            catch (UserErrorException e) when (e is not BadFileException)
            {
                note = e.Message;
            }
            var score = metric is null ? (double?)null : 100 * answered.Average(q => metric.Score(q, method.Predictions[q.Id]));
            yield return new Row(method.Name, name, score, answered.Count, all.Count, note);
        }
    }

    private static IEnumerable<Row> Captions(
        ICaptionDataset set,
        string split,
        InspectedMethod method,
        Func<string, string?> environment
    )
    {
        var all = set.Captions(split);
        var captioned = Predicted(all, c => c.PictureId, method, set, split);
        return CaptionMetrics
            .Of([.. captioned.Select(c => (method.Predictions[c.PictureId], c.Texts))], environment)
            .Select(m => new Row(method.Name, m.Name, m.Score, captioned.Count, all.Count, m.Note));
    }

    private static List<T> Predicted<T>(
        IReadOnlyList<T> all,
        Func<T, string> id,
        InspectedMethod method,
        IDataset set,
        string split
    )
    {
        List<T> predicted = [.. all.Where(i => method.Predictions.ContainsKey(id(i)))];
        return predicted.Count > 0
            ? predicted
            : throw new UserErrorException(
                $"none of the predictions of {method.Name} is about split {split} of {set.Name}; --split names another.",
                UserErrorException.BadUsage
            );
    }

    private static void Print(IReadOnlyList<Row> rows, TextWriter output)
    {
        string[][] table =
        [
            ["predictions", "metric", "score", "items", "measured with"],
            .. rows.Select(r =>
                new[]
                {
                    r.Predictions,
                    r.Metric,
                    r.Score?.ToString("0.00", CultureInfo.InvariantCulture) ?? "–",
                    r.Items == r.Of ? $"{r.Of}" : $"{r.Items} of {r.Of}",
                    r.Note,
                }
            ),
        ];
        foreach (var line in TextColumns.Lines(table, 0, 1, 4))
            output.WriteLine(line);
    }
}
