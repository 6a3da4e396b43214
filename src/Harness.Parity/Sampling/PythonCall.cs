using System.Text.Json;
using Harness.Data.Files;

namespace Harness.Parity.Sampling;

/// <summary>Runs a recorded call of Python's <c>random</c>: positional arguments, <c>{"range": n}</c> for a population, keywords last.</summary>
internal static class PythonCall
{
    /// <returns>A double, a whole number, or an array of long.</returns>
    public static object Run(PythonDraws random, string name, JsonElement args)
    {
        long Int(int i) => args[i].GetInt64();
        double Real(int i) => args[i].GetDouble();
        switch (name)
        {
            case "random":
                return random.Source.Random();
            case "getrandbits":
                return random.Source.GetRandBits((int)Int(0));
            case "randrange":
                return args.GetArrayLength() switch
                {
                    1 => random.RandRange(Int(0)),
                    2 => random.RandRange(Int(0), Int(1)),
                    _ => random.RandRange(Int(0), Int(1), Int(2)),
                };
            case "randint":
                return random.RandInt(Int(0), Int(1));
            case "uniform":
                return random.Uniform(Real(0), Real(1));
            case "sample":
                return random.Sample(Population(args[0]), (int)Int(1));
            case "choice":
                return random.Choice(Population(args[0]));
            case "choices":
                var weights = args[1].TryGetProperty("weights", out var w)
                    ? w.EnumerateArray().Select(x => x.GetDouble()).ToList()
                    : null;
                return random.Choices(Population(args[0]), args[1].GetProperty("k").GetInt32(), weights);
            case "shuffle":
                var list = Population(args[0]);
                random.Source.Shuffle(list);
                return list;
            case "gauss":
                return random.Gauss(Real(0), Real(1));
            case "normalvariate":
                return random.NormalVariate(Real(0), Real(1));
            default:
                throw new UserErrorException($"reference call random.{name} is not known", UserErrorException.BadUsage);
        }
    }

    private static long[] Population(JsonElement e) =>
        e.ValueKind == JsonValueKind.Array
            ? [.. e.EnumerateArray().Select(x => x.GetInt64())]
            : [.. Enumerable.Range(0, e.GetProperty("range").GetInt32()).Select(i => (long)i)];
}
