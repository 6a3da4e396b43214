using System.Globalization;
using Harness.Data.Files;

namespace Harness.Parity.Sampling;

/// <summary>Runs a draw that a reference file names as <c>call_argument_argument</c>, e.g. <c>uniform_-1_3</c>.</summary>
internal static class NumpyCall
{
    public static double[] Run(NumpyRandomState random, string name, int count)
    {
        var parts = name.Split('_');
        double[] Repeat(Func<double> draw) => [.. Enumerable.Range(0, count).Select(_ => draw())];
        switch (parts[0])
        {
            case "random":
                return Repeat(random.RandomSample);
            case "standard":
                return Repeat(random.StandardNormal);
            case "uniform":
                return Repeat(() => random.Uniform(Number(parts[1]), Number(parts[2])));
            case "randint":
                return Repeat(() => random.RandInt((long)Number(parts[1]), (long)Number(parts[2])));
            case "normal":
                return Repeat(() => random.Normal(Number(parts[1]), Number(parts[2])));
            case "choice":
                return [.. random.Choice(Rising((int)Number(parts[1])), count).Select(i => (double)i)];
            case "permutation":
                return [.. random.Permutation((int)Number(parts[1])).Select(i => (double)i)];
            default:
                throw new UserErrorException($"reference draw {name} is not known", UserErrorException.BadUsage);
        }
    }

    // choice_10_p draws by the weights 1/10, 2/10, 3/10, 4/10: rising tenths that sum to one.
    private static List<double> Rising(int parts)
    {
        var weights = new List<double>();
        for (int i = 1, sum = 0; sum < parts; sum += i, i++)
            weights.Add((double)i / parts);
        return weights;
    }

    // Whole numbers may be written as a power less one: 2**31-1.
    private static double Number(string text)
    {
        var power = text.Split("**");
        if (power.Length == 1)
            return double.Parse(text, CultureInfo.InvariantCulture);
        var tail = power[1].Split('-');
        var value = Math.Pow(Number(power[0]), Number(tail[0]));
        return tail.Length > 1 ? value - Number(tail[1]) : value;
    }
}
