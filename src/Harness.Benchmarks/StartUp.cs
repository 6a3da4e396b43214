using Harness.Data.Files;
using Harness.Data.Packages;

namespace Harness.Benchmarks;

/// <summary>How long verbs take that do little, from the start of the process to its end. The baseline is the time that they may take.</summary>
/// <param name="program">The command line's assembly.</param>
public sealed class StartUp(string program) : IBenchmark
{
    private const int Repeats = 3,
        CheckFailed = 1; // a verb that found something, e.g. doctor

    private static readonly (string Verb, double Seconds)[] verbs = [("--help", 0.15), ("params", 1.2), ("doctor", 1)];

    public string Name => "startup";

    public string Measures => "--help, params and doctor against 0.15, 1.2 and 1 seconds";

    public IEnumerable<BenchmarkRow> Run()
    {
        foreach (var (verb, seconds) in verbs)
        {
            Carry(verb); // the system keeps the files that it reads
            var times = Samples.ByTurns(Repeats, () => Carry(verb))[0];
            yield return BenchmarkRow.SpeedUp(
                Name,
                verb,
                "the process alone, without the launcher",
                times,
                new Samples([seconds]),
                bar: 1
            );
        }
    }

    private void Carry(string verb)
    {
        var ended = ExternalProgram.Run("dotnet", [program, verb]).GetAwaiter().GetResult();
        if (ended.Code is not (0 or CheckFailed))
            throw new UserErrorException($"{verb} ended with {ended.Code}: {ended.Errors}", UserErrorException.Missing);
    }
}
