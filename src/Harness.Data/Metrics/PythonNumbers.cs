using System.Globalization;

namespace Harness.Data.Metrics;

/// <summary>Sums and rounding as Python does them, so that reported values agree in every printed digit.</summary>
public static class PythonNumbers
{
    /// <summary><c>sum()</c> of CPython 3.12 and later: Neumaier's compensated summation.</summary>
    public static double Sum(IEnumerable<double> values)
    {
        double sum = 0,
            lost = 0;
        foreach (var value in values)
        {
            var next = sum + value;
            lost += Math.Abs(sum) >= Math.Abs(value) ? sum - next + value : value - next + sum;
            sum = next;
        }
        return double.IsFinite(lost) ? sum + lost : sum;
    }

    /// <summary><c>round(x, 2)</c>: the nearest of the exact binary value, ties to even.</summary>
    public static double Round2(double value)
    {
        // A double lies exactly between two hundredths only if it is an odd number of eighths; formatting rounds those away from zero.
        if (Math.Abs(value) < 1e12 && Math.Abs(value * 8 % 2) == 1)
            return (double)Math.Round((decimal)value, 2, MidpointRounding.ToEven);
        return double.IsFinite(value)
            ? double.Parse(value.ToString("F2", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
            : value;
    }
}
