using System.CommandLine;
using System.Text.Json;
using Harness.Data.Files;
using Harness.Parity;
using Harness.Runs;

namespace Harness.Cli.Verbs;

/// <summary>Compares with reference vectors.</summary>
internal static class ParityVerb
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR")
        {
            Description = "a folder of reference vectors (tensors or texts), or one that holds such folders",
        };
        var json = CommonOptions.Json();
        var command = new Command("parity", "Compares with reference vectors, tensor and text; 1 if any case differs")
        {
            folder,
            json,
        };
        command.SetAction(parsed =>
        {
            var rows = Folders(parsed.GetValue(folder)!).SelectMany(Records).ToList();
            if (rows.Count == 0)
                throw new UserErrorException(
                    $"{parsed.GetValue(folder)} holds no reference vectors.",
                    UserErrorException.Missing
                );
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
                output.WriteLine(JsonSerializer.Serialize(rows, JsonText.Pretty));
            else
                Tell(rows, output);
            return rows.Any(r => r.Outcome == ParityOutcome.Fail) ? CommandLine.CheckFailed : 0;
        });
        return command;
    }

    private static IReadOnlyList<string> Folders(string folder)
    {
        if (!Directory.Exists(folder))
            throw new UserErrorException(
                $"{folder} does not exist; name a folder of reference vectors.",
                UserErrorException.Missing
            );
        return Directory.GetFiles(folder, "*.json").Length > 0
            ? [folder]
            : [.. Directory.GetDirectories(folder).Order(StringComparer.Ordinal)];
    }

    // A folder of tensors has one safetensors file a case; one of texts and numbers has one JSON file a subject.
    private static IReadOnlyList<ParityRecord> Records(string folder)
    {
        try
        {
            var tensors = Directory.EnumerateFiles(folder, "*.safetensors").Any();
            return [.. tensors ? ParityRunner.Run(folder) : ValueRunner.Run(folder)];
        }
        catch (InvalidDataException e)
        {
            throw new UserErrorException(e.Message, UserErrorException.BadUsage, e);
        }
    }

    private static void Tell(IReadOnlyList<ParityRecord> rows, TextWriter output)
    {
        foreach (var row in rows.Where(r => r.Outcome != ParityOutcome.Pass))
            output.WriteLine($"{Word(row), -11} {row.Group}/{row.Case}: {row.Message}");
        foreach (var group in rows.GroupBy(r => r.Group).OrderBy(g => g.Key, StringComparer.Ordinal))
            output.WriteLine(
                $"{group.Key}: {string.Join(", ", group.GroupBy(Word).OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => $"{o.Count()} {o.Key}"))}"
            );
    }

    private static string Word(ParityRecord record) => record.Outcome.ToString().ToLowerInvariant();
}
