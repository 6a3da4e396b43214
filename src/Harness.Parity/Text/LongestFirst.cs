namespace Harness.Parity.Text;

/// <summary>
/// Truncation of a pair to a common budget: the longer text gives way until both are equally long, then both do; of an odd
/// budget the one that was longer (the second, if they were equal) keeps the extra token.
/// </summary>
internal static class LongestFirst
{
    /// <returns>How many tokens stay of each.</returns>
    public static (int First, int Second) Lengths(int first, int second, int budget)
    {
        if (first > second)
        {
            var (b, a) = Lengths(second, first, budget);
            return (a, b);
        }
        if ((long)first + second <= budget)
            return (first, second);
        return first <= budget / 2 ? (first, budget - first) : (budget / 2, budget - budget / 2);
    }
}
