using System.Text.Json;
using System.Text.RegularExpressions;
using Harness.Backbones.Decoding;
using Harness.Parity.Comparing;
using Harness.Parity.Folders;

namespace Harness.Parity.Backbones;

/// <summary>One way of decoding that a case holds the result of.</summary>
/// <param name="Output">Name of the output without <c>out.</c>, e.g. <c>beam_pen</c>.</param>
/// <param name="Beams">Null: greedy.</param>
internal sealed partial record GenerationMode(string Output, int MaxNewTokens, BeamOptions? Beams)
{
    private const int LibraryBeams = 4;

    /// <summary>
    /// The modes of a case: from the list that stands in its note, or else from the sizes of its outputs and the number of beams that the note names.
    /// </summary>
    /// <param name="promptLength">Tokens that every row begins with.</param>
    public static IReadOnlyList<GenerationMode> Of(Trial trial, long samples, long promptLength)
    {
        var listed = Listed(trial.Case.Note);
        return
        [
            .. trial
                .Names("out.")
                .Where(n => IsText(trial, n))
                .Select(name => listed.TryGetValue(name, out var mode) ? mode : FromSizes(trial, name, samples, promptLength)),
        ];
    }

    private static bool IsText(Trial trial, string name) =>
        (name == "greedy" || name.StartsWith("beam", StringComparison.Ordinal))
        && !name.EndsWith("_scores", StringComparison.Ordinal)
        && trial.Raw("out." + name).shape.Length == 2;

    private static Dictionary<string, GenerationMode> Listed(string note)
    {
        var at = note.IndexOf("modes: {", StringComparison.Ordinal);
        if (at < 0)
            return [];
        var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(note[(at + "modes: ".Length)..]));
        using var json = JsonDocument.ParseValue(ref reader);
        return json.RootElement.EnumerateObject().ToDictionary(m => m.Name, m => Read(m.Name, new CaseOptions(m.Value.Clone())));
    }

    private static GenerationMode Read(string name, CaseOptions o)
    {
        var beams = (int)o.Integer("num_beams", 1);
        return new GenerationMode(
            name,
            (int)o.Integer("max_new_tokens", 20),
            beams == 1
                ? null
                : new BeamOptions
                {
                    NumBeams = beams,
                    NumReturnSequences = (int)o.Integer("num_return_sequences", 1),
                    LengthPenalty = o.Real("length_penalty", 1),
                    EarlyStopping = o.EarlyStopping(),
                }
        );
    }

    private static GenerationMode FromSizes(Trial trial, string name, long samples, long promptLength)
    {
        var shape = trial.Raw("out." + name).shape;
        var most = Number(MaxNew(), trial.Case.Note) ?? (int)(shape[1] - promptLength);
        var beams =
            name == "greedy"
                ? null
                : new BeamOptions
                {
                    NumBeams = Number(BeamCount(), trial.Case.Note) ?? LibraryBeams,
                    NumReturnSequences = (int)(shape[0] / samples),
                };
        return new GenerationMode(name, most, beams);
    }

    private static int? Number(Regex pattern, string note) =>
        pattern.Match(note) is { Success: true } match ? int.Parse(match.Groups[1].Value) : null;

    [GeneratedRegex(@"max_new_tokens (\d+)")]
    private static partial Regex MaxNew();

    [GeneratedRegex(@"(\d+) beams")]
    private static partial Regex BeamCount();
}
