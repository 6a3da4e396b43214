using Harness.Data.Files;
using Harness.Data.Sampling;

namespace Harness.Training.Vqa;

/// <summary>
/// The low-resource split of MixPHM (released data loaders): shuffle the whole pool with CPython's generator, train on the first
/// N_D items, look at the next N_D.
/// </summary>
public static class LowResourceSample
{
    /// <param name="looked">Items to look at; 0: N_D.</param>
    /// <exception cref="UserErrorException">The pool has fewer than both together.</exception>
    public static (IReadOnlyList<T> train, IReadOnlyList<T> dev) Draw<T>(
        IReadOnlyList<T> pool,
        int count,
        int seed,
        int looked = 0
    )
    {
        var dev = looked > 0 ? looked : count;
        if (count + dev > pool.Count)
            throw new UserErrorException(
                $"train.n_d = {count} needs {count + dev} to train on and to look at; the split has {pool.Count}: choose at most {(looked > 0 ? pool.Count - looked : pool.Count / 2)}.",
                UserErrorException.BadUsage
            );
        var order = pool.ToArray();
        new PythonRandom((ulong)seed).Shuffle(order);
        return (order[..count], order[count..(count + dev)]);
    }
}
