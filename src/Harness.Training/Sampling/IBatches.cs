namespace Harness.Training.Sampling;

/// <summary>Minibatches without end, which can be taken up again anywhere.</summary>
public interface IBatches<T>
{
    /// <summary>Setting it makes the next batch the one that would have followed there, and leaves the order stream as it was there.</summary>
    SamplerPosition Position { get; set; }

    T[] Next();
}
