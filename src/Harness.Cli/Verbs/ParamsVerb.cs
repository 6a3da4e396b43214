using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Harness.Runs;

namespace Harness.Cli.Verbs;

/// <summary>Shows what each method trains, beside the formula and the paper's printed value.</summary>
internal static class ParamsVerb
{
    public static Command Create()
    {
        var paper = new Option<string>("--paper") { Description = "whose comparison", HelpName = "PAPER", DefaultValueFactory = _ => "mixphm" };
        paper.AcceptOnlyFromAmong("mixphm");
        var backbone = new Option<string>("--backbone") { Description = "vl-t5-base or vl-t5-small", HelpName = "B", DefaultValueFactory = _ => "vl-t5-base" };
        var method = new Option<string>("--method") { Description = "one method alone", HelpName = "M" };
        var json = CommonOptions.Json();
        var command = new Command("params", "Counts trainable parameters without allocating weights; 1 if a formula disagrees") { paper, backbone, method, json };
        command.SetAction(parsed =>
        {
            var rows = ParameterCounts.Of(parsed.GetValue(paper)!, parsed.GetValue(backbone)!, parsed.GetValue(method)).ToList();
            parsed.InvocationConfiguration.Output.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(rows.Select(r => new
            {
                paper = r.Paper, backbone = r.Backbone, method = r.Method, trainable = r.Trainable, total = r.Total, percent = r.Percent,
                closed_form = r.ClosedForm, printed = r.Printed, printed_mark = r.PrintedMark, printed_unit = "million",
            }), JsonText.Pretty) : Table(rows));
            return rows.All(r => r.Agrees) ? 0 : CommandLine.CheckFailed;
        });
        return command;
    }

    private static string Table(IReadOnlyList<ParameterRow> rows)
    {
        string Whole(long n) => n.ToString("#,0", CultureInfo.InvariantCulture);
        string[][] cells =
        [
            ["method", "trainable", "of total", "closed form", "printed (million)"],
            .. rows.Select(r => (string[])
            [
                r.Method, Whole(r.Trainable), r.Percent.ToString("0.0000", CultureInfo.InvariantCulture) + " %",
                r.Agrees ? Whole(r.ClosedForm) : $"{Whole(r.ClosedForm)} DIFFERS",
                r.Printed is { } p ? $"{p.ToString("0.00", CultureInfo.InvariantCulture)} {r.PrintedMark}" : "",
            ]),
        ];
        var widths = Enumerable.Range(0, cells[0].Length).Select(c => cells.Max(row => row[c].Length)).ToArray();
        var lines = cells.Select(row => string.Join("  ", row.Select((cell, c) => c is 0 or 4 ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c]))).TrimEnd());
        return $"{rows[0].Backbone}: {Whole(rows[0].Total)} parameters\n{string.Join('\n', lines)}";
    }
}
