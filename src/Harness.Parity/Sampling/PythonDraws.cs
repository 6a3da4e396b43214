using Harness.Data.Sampling;

namespace Harness.Parity.Sampling;

/// <summary>The draws of CPython's <c>random.Random</c> that no experiment makes.</summary>
public sealed class PythonDraws(PythonRandom source)
{
    private static readonly double NormalConstant = 4 * Math.Exp(-0.5) / Math.Sqrt(2);

    private double? spareGauss;

    /// <summary>Where the draws come from.</summary>
    public PythonRandom Source { get; } = source;

    public long RandRange(long stop) => RandRange(0, stop, 1);

    /// <summary>An element of <c>range(start, stop, step)</c>.</summary>
    /// <exception cref="ArgumentException">The range is empty, or the step zero.</exception>
    public long RandRange(long start, long stop, long step = 1)
    {
        if (step == 0)
            throw new ArgumentException("randrange needs a step other than zero.");
        var width = stop - start;
        var count = step > 0 ? (width + step - 1) / step : (width + step + 1) / step;
        if (count <= 0 || width == 0)
            throw new ArgumentException($"randrange({start}, {stop}, {step}) is empty.");
        return start + step * Source.RandBelow(count);
    }

    /// <summary>Uniform in [low, high], both included.</summary>
    public long RandInt(long low, long high) => RandRange(low, checked(high + 1));

    public double Uniform(double a, double b) => a + (b - a) * Source.Random();

    public T Choice<T>(IReadOnlyList<T> items) => items[(int)Source.RandBelow(items.Count)];

    /// <summary>k items without replacement.</summary>
    public T[] Sample<T>(IReadOnlyList<T> items, int k)
    {
        var n = items.Count;
        if (k < 0 || k > n)
            throw new ArgumentException($"sample takes 0 to {n} items here; asked for {k}.");
        var result = new T[k];
        // CPython keeps a pool where that is smaller than a set of the chosen; the two ways draw different numbers.
        var setSize = 21.0;
        if (k > 5)
            setSize += Math.Pow(4, Math.Ceiling(Math.Log(k * 3) / Math.Log(4)));
        if (n <= setSize)
        {
            var pool = items.ToArray();
            for (var i = 0; i < k; i++)
            {
                var j = (int)Source.RandBelow(n - i);
                result[i] = pool[j];
                pool[j] = pool[n - i - 1];
            }
            return result;
        }
        var chosen = new HashSet<int>();
        for (var i = 0; i < k; i++)
        {
            int j;
            do j = (int)Source.RandBelow(n);
            while (!chosen.Add(j));
            result[i] = items[j];
        }
        return result;
    }

    /// <summary>k items with replacement, equally likely or by weights.</summary>
    /// <exception cref="ArgumentException">Weights of another length, or whose sum is not positive and finite.</exception>
    public T[] Choices<T>(IReadOnlyList<T> items, int k, IReadOnlyList<double>? weights = null)
    {
        var result = new T[k];
        if (weights is null)
        {
            for (var i = 0; i < k; i++)
                result[i] = items[(int)Math.Floor(Source.Random() * items.Count)];
            return result;
        }
        if (weights.Count != items.Count)
            throw new ArgumentException($"{items.Count} items have {weights.Count} weights.");
        var sums = new double[weights.Count];
        for (var i = 0; i < sums.Length; i++)
            sums[i] = (i > 0 ? sums[i - 1] : 0) + weights[i];
        var total = sums[^1];
        if (!(total > 0 && double.IsFinite(total)))
            throw new ArgumentException($"The weights sum to {total}; the sum must be positive and finite.");
        for (var i = 0; i < k; i++)
            result[i] = items[BisectRight(sums, Source.Random() * total)];
        return result;
    }

    /// <summary>Normal by the method of Box and Muller; every second call uses the spare value of the one before.</summary>
    public double Gauss(double mu, double sigma)
    {
        var z = spareGauss;
        spareGauss = null;
        if (z is null)
        {
            var angle = Source.Random() * 2 * Math.PI;
            var radius = Math.Sqrt(-2 * Math.Log(1 - Source.Random()));
            z = Math.Cos(angle) * radius;
            spareGauss = Math.Sin(angle) * radius;
        }
        return mu + z.Value * sigma;
    }

    /// <summary>Normal by the ratio of uniforms (Kinderman and Monahan 1977).</summary>
    public double NormalVariate(double mu, double sigma)
    {
        while (true)
        {
            var u1 = Source.Random();
            var u2 = 1 - Source.Random();
            var z = NormalConstant * (u1 - 0.5) / u2;
            if (z * z / 4 <= -Math.Log(u2))
                return mu + z * sigma;
        }
    }

    // The last item takes what rounding leaves over, as the reference's upper bound of the search does.
    private static int BisectRight(double[] sums, double value)
    {
        int low = 0,
            high = sums.Length - 1;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (value < sums[middle])
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }
}
