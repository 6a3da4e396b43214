using System.CommandLine;
using System.Text.Json;
using Harness.Paper;
using Harness.Runs;

namespace Harness.Cli.Verbs;

/// <summary>Lists the verdict of every claim.</summary>
internal static class ClaimsVerb
{
    public static Command Create()
    {
        var paper = new Option<string>("--paper")
        {
            Description = $"{string.Join(", ", Papers.Names)} or {Papers.All}",
            HelpName = "PAPER",
            DefaultValueFactory = _ => Papers.All,
        };
        var results = new Option<string>("--results")
        {
            Description = "a results folder or result set; the committed ones by default",
            HelpName = "DIR",
        };
        var scale = new Option<string>("--scale")
        {
            Description = "scale of --results",
            HelpName = "SCALE",
            DefaultValueFactory = _ => Papers.Scales[0],
        };
        scale.AcceptOnlyFromAmong(Papers.Scales);
        var json = CommonOptions.Json();
        var command = new Command("claims", "Computes the verdict of every claim") { paper, results, scale, json };
        command.SetAction(parsed =>
        {
            var outputs = new PaperOutputs(Papers.Folder);
            var rows = Papers
                .Named(parsed.GetValue(paper)!)
                .SelectMany(name =>
                    parsed.GetValue(results) is { } folder
                        ? outputs.Claims(name, parsed.GetValue(scale)!, folder)
                        : outputs.Claims(name)
                )
                .ToList();
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                output.WriteLine(
                    JsonSerializer.Serialize(
                        rows.Select(r => new
                        {
                            id = r.Id,
                            paper = r.Paper,
                            kind = r.Kind,
                            scope = r.Scope,
                            verdict = r.Verdict,
                            evidence = r.Evidence,
                            statement = r.Sentence,
                        }),
                        JsonText.Pretty
                    )
                );
                return;
            }
            foreach (var r in rows)
                output.WriteLine($"{r.Verdict, -15} {r.Id} ({r.Scope}): {r.Sentence}\n{"", -15} {r.Evidence}");
        });
        return command;
    }
}
