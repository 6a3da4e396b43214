using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Harness.Backbones.Counting;
using Harness.Cli.Progress;
using Harness.Runs;

namespace Harness.Cli.Verbs;

/// <summary>Shows what each method trains, beside the formula and the paper's printed value.</summary>
internal static class ParamsVerb
{
    public static Command Create()
    {
        var paper = new Option<string?>("--paper")
        {
            Description = "whose comparison: mixphm or routing; both if left out",
            HelpName = "PAPER",
        };
        paper.AcceptOnlyFromAmong([.. ParameterCounts.Papers]);
        var backbone = new Option<string?>("--backbone")
        {
            Description = "one backbone alone, e.g. vl-t5-base, vl-t5-small, roberta-base, gpt2",
            HelpName = "B",
        };
        var method = new Option<string?>("--method") { Description = "one method alone", HelpName = "M" };
        var sweep = new Option<bool>("--sweep") { Description = "also the grids over sizes, ranks and shared parts" };
        var json = CommonOptions.Json();
        var own = CommonOptions.OwnMethod();
        var command = new Command("params", "Counts trainable parameters without allocating weights; 1 if a formula disagrees")
        {
            own,
            paper,
            backbone,
            method,
            sweep,
            json,
        };
        command.SetAction(parsed =>
        {
            var loaded = CommonOptions.LoadedMethod(parsed.GetValue(own)!);
            var rows =
                loaded.Length > 0
                    ? ParameterCounts.OfOwn(loaded, parsed.GetValue(backbone))
                    : ParameterCounts.Of(
                        Papers.Folder,
                        parsed.GetValue(paper),
                        parsed.GetValue(backbone),
                        parsed.GetValue(method),
                        parsed.GetValue(sweep)
                    );
            parsed.InvocationConfiguration.Output.WriteLine(
                parsed.GetValue(json)
                    ? JsonSerializer.Serialize(
                        rows.Select(r => new
                        {
                            paper = r.Paper,
                            backbone = r.Backbone,
                            method = r.Method,
                            trainable = r.Trainable,
                            total = r.Total,
                            percent = r.Percent,
                            closed_form = r.ClosedForm,
                            module = r.Module,
                            printed = r.Printed?.Value,
                            printed_mark = r.Printed?.Mark ?? "",
                            printed_unit = r.Printed?.Unit ?? "million",
                        }),
                        JsonText.Pretty
                    )
                    : string.Join("\n\n", rows.GroupBy(r => r.Backbone).Select(Table))
            );
            return rows.All(r => r.Agrees) ? 0 : CommandLine.CheckFailed;
        });
        return command;
    }

    private static string Table(IGrouping<string, ParameterRow> backbone)
    {
        string Whole(long n) => n.ToString("#,0", CultureInfo.InvariantCulture);
        string Percent(ParameterRow r) => r.Percent.ToString("0.0000", CultureInfo.InvariantCulture) + " %";
        var rows = backbone.ToList();
        string[][] cells =
        [
            ["method", "trainable", "of total", "closed form", "printed"],
            .. rows.Select(r =>
                (string[])
                    [
                        r.Method,
                        Whole(r.Trainable),
                        Percent(r),
                        r.Agrees ? Whole(r.ClosedForm) : $"{Whole(r.ClosedForm)} DIFFERS",
                        r.Printed is { } p
                            ? $"{p.Value.ToString("0.00", CultureInfo.InvariantCulture)} {(p.Unit == "percent" ? "%" : "million")} {p.Mark}"
                            : "",
                    ]
            ),
        ];
        return $"{backbone.Key}: {Whole(rows[0].Total)} parameters\n{string.Join('\n', TextColumns.Lines(cells, 0, 4))}";
    }
}
