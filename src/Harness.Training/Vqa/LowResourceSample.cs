using Harness.Data;
using Harness.Data.Sampling;

namespace Harness.Training.Vqa;

/// <summary>
/// The low-resource split of MixPHM (released data loaders): shuffle the whole pool with CPython's generator, train on the first
/// N_D items, look at the next N_D.
/// </summary>
public static class LowResourceSample
{
    /// <exception cref="UserErrorException">The pool has fewer than 2·N_D items.</exception>
    public static (IReadOnlyList<T> train, IReadOnlyList<T> dev) Draw<T>(IReadOnlyList<T> pool, int count, int seed)
    {
        if (2 * count > pool.Count)
            throw new UserErrorException($"train.n_d = {count} needs {2 * count} to train on and to look at; the split has {pool.Count}: choose at most {pool.Count / 2}.", UserErrorException.BadUsage);
        var order = pool.ToArray();
        new PythonRandom((ulong)seed).Shuffle(order);
        return (order[..count], order[count..(2 * count)]);
    }
}
