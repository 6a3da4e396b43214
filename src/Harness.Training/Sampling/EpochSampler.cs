using Harness.Data.Sampling;

namespace Harness.Training.Sampling;

/// <summary>Where an <see cref="EpochSampler{T}"/> stands.</summary>
/// <param name="Order">State of the order stream before the current epoch was shuffled, see <see cref="RandomStreamState.ToString"/>.</param>
/// <param name="Taken">Batches taken from the current epoch.</param>
public sealed record SamplerPosition(string Order, int Taken);

/// <summary>Minibatches of shuffled epochs without end; the last batch of an epoch may be smaller.</summary>
public sealed class EpochSampler<T> : IBatches<T>
{
    private readonly IReadOnlyList<T> items;
    private readonly Func<T[], RandomStream, T[][]> cut;
    private readonly RandomStream order;
    private RandomStreamState before;
    private T[][] epoch;
    private int taken;

    /// <param name="order">Shuffles each epoch anew, the first one at once.</param>
    public EpochSampler(IReadOnlyList<T> items, int batchSize, RandomStream order)
        : this(items, order, (shuffled, _) => [.. shuffled.Chunk(batchSize)]) { }

    /// <param name="cut">Cuts a shuffled epoch into batches; may draw their order from the stream.</param>
    public EpochSampler(IReadOnlyList<T> items, RandomStream order, Func<T[], RandomStream, T[][]> cut)
    {
        (this.items, this.order, this.cut) = (items, order, cut);
        epoch = Shuffled();
    }

    /// <inheritdoc/>
    public SamplerPosition Position
    {
        get => new(before.ToString(), taken);
        set
        {
            order.State = RandomStreamState.Parse(value.Order);
            epoch = Shuffled();
            taken = value.Taken;
        }
    }

    public T[] Next()
    {
        if (taken == epoch.Length)
            (epoch, taken) = (Shuffled(), 0);
        return epoch[taken++];
    }

    private T[][] Shuffled()
    {
        before = order.State;
        var shuffled = items.ToArray();
        order.Shuffle(shuffled);
        return cut(shuffled, order);
    }
}
