using System.Globalization;
using System.Text.Json;
using Harness.Data.Files;
using Harness.Data.Packages;

namespace Harness.Data.Metrics;

/// <summary>
/// METEOR and SPICE, which need Java programs with word nets and parsers that cannot be rebuilt from a formula. A command named in
/// <c>HARNESS_METEOR</c> or <c>HARNESS_SPICE</c> (or one called <c>meteor</c> or <c>spice</c> on the path) is called with a file: a JSON list of
/// <c>{"image_id", "test", "refs"}</c>, SPICE's own input. The last line that it prints is the corpus score, 0 to 1.
/// </summary>
public sealed class ExternalCaptionMetric(string name, Func<string, string?> environment)
{
    private static readonly TimeSpan Limit = TimeSpan.FromHours(2);

    public static IReadOnlyList<string> Names { get; } = ["METEOR", "SPICE"];

    public string Name => name;

    /// <summary>The command, or null where there is none; then the metric is left out of a report, with <see cref="WhyNot"/>.</summary>
    public string? Command =>
        environment("HARNESS_" + name) is { Length: > 0 } given
            ? given
            : ExternalProgram.FindIn(environment("PATH"), name.ToLowerInvariant());

    /// <summary>A sentence for reports.</summary>
    public string WhyNot =>
        $"{name} is left out: it needs its own Java program; name a command in HARNESS_{name} that takes SPICE's input file and prints the score.";

    /// <summary>What stands beside a score: the command, since its version is its own.</summary>
    public string Version => $"external {name.ToLowerInvariant()} ({Path.GetFileName(Command)})";

    /// <summary>The corpus score, 0 to 1; null where there is no command.</summary>
    /// <exception cref="UserErrorException">The command fails, or prints no score.</exception>
    public double? Score(IReadOnlyList<CaptionItem> items)
    {
        if (Command is not { } command)
            return null;
        var file = Path.Combine(Path.GetTempPath(), $"harness-{name.ToLowerInvariant()}-{Guid.NewGuid():N}.json");
        try
        {
            File.WriteAllText(
                file,
                JsonSerializer.Serialize(
                    items.Select(
                        (item, i) =>
                            new
                            {
                                image_id = i,
                                test = item.Candidate,
                                refs = item.References,
                            }
                    )
                )
            );
            var said = ExternalProgram.Run(command, [file], Path.GetTempPath(), Limit).GetAwaiter().GetResult();
            if (said.Code != 0)
                throw new UserErrorException($"{name}: {command} failed: {said.Complaint}", UserErrorException.Missing);
            return
                double.TryParse(said.LastPrinted, NumberStyles.Float, CultureInfo.InvariantCulture, out var score)
                && score is >= 0 and <= 1
                ? score
                : throw new UserErrorException(
                    $"{name}: the last line that {command} printed is '{said.LastPrinted}', no score from 0 to 1",
                    UserErrorException.Missing
                );
        }
        finally
        {
            File.Delete(file);
        }
    }
}
