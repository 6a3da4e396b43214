using System.Text.Json;
using Harness.Adapters.Saving;
using Harness.Data.Files;
using Harness.Parity.Sampling;
using Harness.Parity.Text;
using Harness.Parity.Values;

namespace Harness.Parity;

/// <summary>Reference values that are texts and numbers rather than tensors: one JSON file a subject, told apart by what they hold.</summary>
public static class ValueRunner
{
    private static readonly ValueChecker[] checkers =
    [
        CaptionParity.Checker,
        SamplingParity.Checker,
        VqaAccuracyParity.Checker,
        SentencePieceParity.Checker,
        ByteBpeParity.Checker,
        Gpt2Parity.Checker,
        ClipParity.Checker,
        StatisticsParity.Checker,
        SimilarityParity.Checker,
    ];

    /// <summary>Every case of every file that is known here; one <c>unsupported</c> record for each other file with cases.</summary>
    /// <exception cref="UserErrorException">A file is not what it seems to be; exit code 2.</exception>
    public static IEnumerable<ParityRecord> Run(string folder) =>
        Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal).SelectMany(file => One(file, folder));

    private static IReadOnlyList<ParityRecord> One(string file, string folder)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(file));
            var root = json.RootElement;
            // Vocabularies and the list of files (an array of entries) hold no cases.
            if (
                root.ValueKind != JsonValueKind.Object
                || !root.TryGetProperty("conventions", out _)
                || ValueChecker.FirstHas(root, "files", "sha256")
            )
                return [];
            if (checkers.FirstOrDefault(c => c.Recognises(root)) is { } checker)
                return [.. checker.Check(root, folder)];
            var name = Path.GetFileName(file);
            return
            [
                new ParityRecord(
                    name,
                    Path.GetFileNameWithoutExtension(name),
                    ParityOutcome.Unsupported,
                    0,
                    0,
                    0,
                    "nothing here compares this file."
                ),
            ];
        }
        catch (Exception e)
            when (e
                    is JsonException
                        or KeyNotFoundException
                        or InvalidOperationException
                        or FormatException
                        or CheckpointException
            )
        {
            throw new UserErrorException(
                $"{file} is not a file of reference values: {e.Message}",
                UserErrorException.BadUsage,
                e
            );
        }
    }
}
