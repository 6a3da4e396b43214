using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Harness.Data;
using Harness.Data.Sampling;
using Harness.Parity.Values;

namespace Harness.Parity.Sampling;

/// <summary>Compares <see cref="PythonRandom"/> and <see cref="NumpyRandomState"/> with reference draws (<c>python_shuffle.json</c>).</summary>
public static class SamplingParity
{
    /// <summary>Only draws that pass through log, sqrt, sin and cos may differ, in the last place.</summary>
    private const double Tolerance = 1e-14;

    /// <summary>Such a file: draws of named generators.</summary>
    public static ValueChecker Checker { get; } =
        new(
            f =>
                ValueChecker.FirstHas(f, "mt19937", "getrandbits32")
                || ValueChecker.FirstHas(f, "shuffle", "next_random")
                || ValueChecker.FirstHas(f, "numpy", "next_random_sample"),
            (f, _) => Check(f)
        );

    public static IEnumerable<ParityRecord> Check(JsonElement file)
    {
        IEnumerable<ParityRecord> Section(string name, Func<JsonElement, ParityRecord> check) =>
            file.TryGetProperty(name, out var list) ? list.EnumerateArray().Select(check) : [];
        return
        [
            .. Section("shuffle", Shuffle),
            .. Section("mt19937", Words),
            .. Section("calls", Calls),
            .. Section("numpy", Numpy),
            .. Section("numpy_sequence", NumpySequence),
        ];
    }

    private static ParityRecord Shuffle(JsonElement c)
    {
        var (seed, n) = (c.GetProperty("seed").GetInt64(), c.GetProperty("n").GetInt32());
        var random = new PythonRandom(seed);
        var list = Enumerable.Range(0, n).ToArray();
        random.Shuffle(list);
        var comparison = new Comparison($"seed {seed}, n {n}", "shuffle", 0)
            .SameList("first", Ints(c.GetProperty("first")), list.Take(64))
            .Same("sha256", c.GetProperty("sha256").GetString(), Hash(list))
            .Near("next_random", c.GetProperty("next_random").GetDouble(), random.Random());
        random.Shuffle(list);
        return comparison.Same("sha256_second_shuffle", c.GetProperty("sha256_second_shuffle").GetString(), Hash(list)).Result();
    }

    private static ParityRecord Words(JsonElement c)
    {
        var seed = c.GetProperty("seed").GetString()!;
        var random = new PythonRandom(BigInteger.Parse(seed, CultureInfo.InvariantCulture));
        var expected = c.GetProperty("getrandbits32").EnumerateArray().Select(x => (BigInteger)x.GetUInt32()).ToList();
        return new Comparison("seed " + seed, "mt19937", 0)
            .SameList("getrandbits32", expected, expected.Select(_ => random.GetRandBits(32)))
            .Result();
    }

    private static ParityRecord Calls(JsonElement c)
    {
        var seed = c.GetProperty("seed").GetString()!;
        var random = new PythonDraws(new PythonRandom(BigInteger.Parse(seed, CultureInfo.InvariantCulture)));
        var comparison = new Comparison("seed " + seed, "calls", Tolerance);
        var number = 0;
        foreach (var call in c.GetProperty("calls").EnumerateArray())
        {
            var (name, args, result) = (
                call.GetProperty("call").GetString()!,
                call.GetProperty("args"),
                call.GetProperty("result")
            );
            var actual = PythonCall.Run(random, name, args);
            var what = $"{number++} {name}";
            if (actual is double d && name is "gauss" or "normalvariate")
                comparison.Near(what, result.GetDouble(), (double)actual);
            else if (actual is double exact)
                comparison.Same(what, result.GetDouble(), exact);
            else if (actual is long[] list)
                comparison.SameList(what, result.EnumerateArray().Select(x => x.GetInt64()), list);
            else
                comparison.Same(what, result.ToString(), Convert.ToString(actual, CultureInfo.InvariantCulture)!);
        }
        return comparison.Result();
    }

    private static ParityRecord Numpy(JsonElement c)
    {
        var (seed, n) = (c.GetProperty("seed").GetUInt32(), c.GetProperty("n").GetInt32());
        var random = new NumpyRandomState(seed);
        var list = random.Permutation(n);
        var (draws, chosen) = (new NumpyRandomState(seed), Ints(c.GetProperty("choice_without_replacement")));
        return new Comparison($"seed {seed}, n {n}", "numpy", 0)
            .SameList("first", Ints(c.GetProperty("first")), list.Take(64))
            .Same("sha256", c.GetProperty("sha256").GetString(), Hash(list))
            .Near("next_random_sample", c.GetProperty("next_random_sample").GetDouble(), random.RandomSample())
            .SameList(
                "randint",
                Ints(c.GetProperty("randint")),
                Ints(c.GetProperty("randint")).Select(_ => (int)draws.RandInt(0, n))
            )
            .SameList("choice_without_replacement", chosen, new NumpyRandomState(seed).ChoiceWithoutReplacement(n, chosen.Count))
            .Result();
    }

    private static ParityRecord NumpySequence(JsonElement c)
    {
        var seed = c.GetProperty("seed").GetUInt32();
        var random = new NumpyRandomState(seed);
        var comparison = new Comparison("seed " + seed, "numpy_sequence", Tolerance);
        foreach (var field in c.EnumerateObject().Where(f => f.Value.ValueKind == JsonValueKind.Array))
        {
            var expected = field.Value.EnumerateArray().Select(x => x.GetDouble()).ToList();
            var actual = NumpyCall.Run(random, field.Name, expected.Count);
            for (var i = 0; i < expected.Count; i++)
                comparison.Near($"{field.Name}[{i}]", expected[i], actual[i]);
        }
        return comparison.Result();
    }

    private static List<int> Ints(JsonElement e) => [.. e.EnumerateArray().Select(x => x.GetInt32())];

    private static string Hash(IEnumerable<int> list) => FileDigest.OfTexts(string.Join('\n', list));
}
