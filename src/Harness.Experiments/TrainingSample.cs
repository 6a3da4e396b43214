using Harness.Data;
using Harness.Data.Files;
using Harness.Runs.Configuration;
using Harness.Training.Tuning;
using Harness.Training.Vqa;

namespace Harness.Experiments;

/// <summary>
/// What runs of the routing paper train on and look at. A data set that has a split for looking at, as the papers' own have, gives its first items of that;
/// of any other both are drawn apart from the training split, as MixPHM does.
/// </summary>
internal static class TrainingSample
{
    private const string Dev = "val";

    /// <param name="items">The items of a split that are trained on.</param>
    /// <param name="shown">The items of a split that are answered; null: the same.</param>
    /// <exception cref="UserErrorException">The split has too few; exit code 2.</exception>
    public static (IReadOnlyList<T> Train, IReadOnlyList<T> Dev) Draw<T>(
        IDataset data,
        RunConfig config,
        Func<string, IReadOnlyList<T>> items,
        Func<string, IReadOnlyList<T>>? shown = null
    )
    {
        var (pool, train) = (items(config.Dataset.Train), config.Train);
        if (!LooksElsewhere(data, config.Dataset))
            return LowResourceSample.Draw(pool, train.NTrain, train.Seed, train.NDev);
        // Published sizes are counted differently here and there; asking for more than there is asks for all.
        var drawn =
            train.NTrain >= pool.Count
                ? pool
                : LowResourceSample.Draw(pool, train.NTrain, train.Seed, pool.Count - train.NTrain).train;
        return (drawn, RunSetup.First((shown ?? items)(Dev), train.NDev > 0 ? train.NDev : train.NTrain));
    }

    /// <summary>Everything that a run reads; parameters as above.</summary>
    public static TuningItems<T> Items<T>(
        IDataset data,
        RunConfig config,
        Func<string, IReadOnlyList<T>> items,
        Func<string, IReadOnlyList<T>>? shown = null
    )
    {
        var (train, dev) = Draw(data, config, items, shown);
        return new TuningItems<T>(train, dev, RunSetup.First((shown ?? items)(config.Dataset.Test), config.Dataset.TestLimit));
    }

    /// <summary>The splits that a run reads.</summary>
    public static IReadOnlyList<string> Splits(IDataset data, DatasetConfig config) =>
        [.. (LooksElsewhere(data, config) ? new[] { config.Train, Dev, config.Test } : [config.Train, config.Test]).Distinct()];

    private static bool LooksElsewhere(IDataset data, DatasetConfig config) => data.Splits.Contains(Dev) && config.Train != Dev;
}
